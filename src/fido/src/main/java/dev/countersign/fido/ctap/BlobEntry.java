package dev.countersign.fido.ctap;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** One entry of the array of large blobs: compressed, then encrypted ([CTAP2.1] 6.10.3). */
final class BlobEntry {
  /** More than any key stores; what claims to be longer is not decompressed. */
  static final int MOST_BYTES = 1 << 16;

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private BlobEntry() {}

  /** The content, where this key decrypts it. */
  static Optional<byte[]> open(Cbor entry, byte[] key) {
    try {
      CborMap map = CborMap.map(entry, "an entry");
      byte[] nonce = Answer.requireBytes(map, 2, "the nonce");
      byte[] sealed = Answer.requireBytes(map, 1, "the content");
      long size = map.integer(3).orElse(-1);
      if (nonce.length != NONCE_BYTES || size < 0 || size > MOST_BYTES) {
        return Optional.empty();
      }
      return inflate(cipher(Cipher.DECRYPT_MODE, key, nonce, size).doFinal(sealed), (int) size);
    } catch (CborException | GeneralSecurityException | DataFormatException e) {
      return Optional.empty(); // another credential's
    }
  }

  /** An entry of this content. */
  static Cbor seal(byte[] key, byte[] content, SecureRandom random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, key, nonce, content.length).doFinal(deflate(content));
      return Cbor.map().put(1, sealed).put(2, nonce).put(3, content.length).build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, long size)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(
        ByteBuffer.allocate(12)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("blob".getBytes(StandardCharsets.US_ASCII))
            .putLong(size)
            .array());
    return cipher;
  }

  private static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(content);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[1024];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static Optional<byte[]> inflate(byte[] compressed, int size) throws DataFormatException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(compressed);
      byte[] content = new byte[size + 1];
      int length = 0;
      while (length < content.length) {
        int more = inflater.inflate(content, length, content.length - length);
        if (more == 0) {
          break;
        }
        length += more;
      }
      return length == size ? Optional.of(Arrays.copyOf(content, size)) : Optional.empty();
    } finally {
      inflater.end();
    }
  }
}
