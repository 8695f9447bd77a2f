package dev.countersign.junit.contract;

import dev.countersign.device.Digest;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** Ciphertexts for keys on tokens, made by the Java runtime. */
public final class Encryption {
  private Encryption() {}

  /**
   * RSAES-OAEP with an empty label, and MGF1 with the same hash ([RFC8017] 7.1).
   *
   * @throws GeneralSecurityException when the key is no RSA key, or the message is too long for it
   */
  public static byte[] oaep(PublicKey key, Digest digest, byte[] message)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    MGF1ParameterSpec mask = new MGF1ParameterSpec(digest.jcaName());
    cipher.init(
        Cipher.ENCRYPT_MODE,
        key,
        new OAEPParameterSpec(digest.jcaName(), "MGF1", mask, PSource.PSpecified.DEFAULT));
    return cipher.doFinal(message);
  }
}
