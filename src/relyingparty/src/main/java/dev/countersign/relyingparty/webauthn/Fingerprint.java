package dev.countersign.relyingparty.webauthn;

import dev.countersign.wire.cbor.Cbor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Digests that stand for texts and bytes in what is stored. */
final class Fingerprint {
  /** Enough to tell things apart that others choose. */
  static final int SHORT_BYTES = 16;

  private Fingerprint() {}

  static byte[] sha256(byte[] bytes) {
    return digest().digest(bytes);
  }

  /** The first half of the digest of texts, of which none can run into the next. */
  static Cbor.Bytes brief(String... texts) {
    MessageDigest digest = digest();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update(
          new byte[] {
            (byte) (bytes.length >> 16), (byte) (bytes.length >> 8), (byte) bytes.length
          });
      digest.update(bytes);
    }
    return new Cbor.Bytes(Arrays.copyOf(digest.digest(), SHORT_BYTES));
  }

  /** The name of a credential in a store. */
  static String credential(String rpId, byte[] id) {
    MessageDigest digest = digest();
    digest.update(sha256(rpId.getBytes(StandardCharsets.UTF_8)));
    return "webauthn:credential:" + HexFormat.of().formatHex(digest.digest(id));
  }

  /** The name of a user in a store. */
  static String user(String rpId, String user) {
    return "webauthn:user:" + brief(rpId, user);
  }

  static boolean same(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
