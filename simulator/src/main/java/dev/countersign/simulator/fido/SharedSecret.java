package dev.countersign.simulator.fido;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What the authenticator and a platform have agreed on. */
final class SharedSecret {
  private static final int BLOCK_BYTES = 16;

  private final PinProtocol protocol;
  private final byte[] hmacKey;
  private final byte[] aesKey;

  SharedSecret(PinProtocol protocol, byte[] hmacKey, byte[] aesKey) {
    this.protocol = protocol;
    this.hmacKey = hmacKey;
    this.aesKey = aesKey;
  }

  PinProtocol protocol() {
    return protocol;
  }

  boolean verify(byte[] signature, byte[]... message) {
    return protocol.verify(hmacKey, signature, message);
  }

  byte[] encrypt(byte[] plain, SecureRandom random) {
    byte[] iv = new byte[BLOCK_BYTES];
    if (protocol.ivBytes() > 0) {
      random.nextBytes(iv);
    }
    byte[] encrypted = crypt(Cipher.ENCRYPT_MODE, iv, plain);
    byte[] all = Arrays.copyOf(iv, protocol.ivBytes() + encrypted.length);
    System.arraycopy(encrypted, 0, all, protocol.ivBytes(), encrypted.length);
    return all;
  }

  /** The plaintext; empty when the length is not one of whole blocks. */
  Optional<byte[]> decrypt(byte[] encrypted) {
    int length = encrypted.length - protocol.ivBytes();
    if (length <= 0 || length % BLOCK_BYTES != 0) {
      return Optional.empty();
    }
    byte[] iv = new byte[BLOCK_BYTES];
    System.arraycopy(encrypted, 0, iv, 0, protocol.ivBytes());
    byte[] blocks = Arrays.copyOfRange(encrypted, protocol.ivBytes(), encrypted.length);
    return Optional.of(crypt(Cipher.DECRYPT_MODE, iv, blocks));
  }

  private byte[] crypt(int mode, byte[] iv, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(mode, new SecretKeySpec(aesKey, "AES"), new IvParameterSpec(iv));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
