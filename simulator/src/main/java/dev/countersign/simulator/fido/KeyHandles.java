package dev.countersign.simulator.fido;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Key handles: 64 bytes that hold a credential, sealed with the device key by AES-256-GCM for one
 * relying party. Nobody but this authenticator can read or make them, and none from before its last
 * reset is one any more.
 */
final class KeyHandles {
  static final int BYTES = 64;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int CONTENT_BYTES = CredentialKey.SEED_BYTES + 4;
  private static final int VERSION = 1;

  private KeyHandles() {}

  static byte[] seal(
      CredentialSource source, byte[] rpIdHash, byte[] deviceKey, SecureRandom random) {
    byte[] content = Arrays.copyOf(source.seed(), CONTENT_BYTES);
    content[CredentialKey.SEED_BYTES] = VERSION;
    content[CredentialKey.SEED_BYTES + 1] = (byte) source.algorithm().ordinal();
    content[CredentialKey.SEED_BYTES + 2] = (byte) source.protection();
    content[CredentialKey.SEED_BYTES + 3] = (byte) (source.hmacSecret() ? 1 : 0);
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] handle = Arrays.copyOf(nonce, BYTES);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, deviceKey, nonce, rpIdHash).doFinal(content);
      System.arraycopy(sealed, 0, handle, NONCE_BYTES, sealed.length);
      return handle;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /** What a handle holds; empty when it was not made here, since the last reset, for this party. */
  static Optional<CredentialSource> open(byte[] handle, byte[] rpIdHash, byte[] deviceKey) {
    if (handle.length != BYTES) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOf(handle, NONCE_BYTES);
    byte[] content;
    try {
      content =
          cipher(Cipher.DECRYPT_MODE, deviceKey, nonce, rpIdHash)
              .doFinal(handle, NONCE_BYTES, BYTES - NONCE_BYTES);
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return Optional.of(
        new CredentialSource(
            Algorithm.values()[content[CredentialKey.SEED_BYTES + 1]],
            Arrays.copyOf(content, CredentialKey.SEED_BYTES),
            content[CredentialKey.SEED_BYTES + 2],
            content[CredentialKey.SEED_BYTES + 3] != 0));
  }

  private static Cipher cipher(int mode, byte[] deviceKey, byte[] nonce, byte[] rpIdHash)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(deviceKey, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(rpIdHash);
    return cipher;
  }
}
