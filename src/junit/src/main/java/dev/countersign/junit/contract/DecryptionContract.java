package dev.countersign.junit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.countersign.device.DecryptionAlgorithm;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.TokenException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;

/** A key decrypts and agrees; the JDK is the other side. */
public interface DecryptionContract extends TokenContract {

  @Test
  default void rsaKeyDecrypts() throws Exception {
    DecryptionKey key = decryptionKey("9d", KeyAlgorithm.RSA2048);
    byte[] message = {1, 2, 3, 4, 5};
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    cipher.init(Cipher.ENCRYPT_MODE, key.publicKey());
    byte[] pkcs1 = cipher.doFinal(message);
    assertArrayEquals(message, key.decrypt(new DecryptionAlgorithm.RsaPkcs1(), pkcs1));
    for (Digest digest : Digest.values()) {
      byte[] oaep = Encryption.oaep(key.publicKey(), digest, message);
      assertArrayEquals(
          message,
          key.decrypt(new DecryptionAlgorithm.RsaOaep(digest, digest), oaep),
          digest::name);
    }
    byte[] block = key.decrypt(new DecryptionAlgorithm.RsaRaw(), pkcs1);
    assertEquals(256, block.length);
    assertEquals(2, block[1]);
  }

  @Test
  default void wrongPaddingIsAnErrorThatSaysNothingMore() throws Exception {
    DecryptionKey key = decryptionKey("9d", KeyAlgorithm.RSA2048);
    byte[] oaep = Encryption.oaep(key.publicKey(), Digest.SHA256, new byte[5]);
    assertThrows(
        TokenException.class,
        () -> key.decrypt(new DecryptionAlgorithm.RsaOaep(Digest.SHA1, Digest.SHA1), oaep));
    assertThrows(
        IllegalArgumentException.class,
        () -> key.decrypt(new DecryptionAlgorithm.RsaPkcs1(), new byte[255]));
  }

  @Test
  default void p256KeyAgrees() throws Exception {
    agrees(KeyAlgorithm.P256, "EC", 256, "ECDH");
  }

  @Test
  default void p384KeyAgrees() throws Exception {
    agrees(KeyAlgorithm.P384, "EC", 384, "ECDH");
  }

  @Test
  default void x25519KeyAgreesWhereTheTokenHasIt() throws Exception {
    if (management().generates().contains(KeyAlgorithm.X25519)) {
      agrees(KeyAlgorithm.X25519, "X25519", 255, "XDH");
    }
  }

  private void agrees(KeyAlgorithm kind, String generatorName, int bits, String agreementName)
      throws GeneralSecurityException {
    DecryptionKey key = decryptionKey("9d", kind);
    KeyPairGenerator generator = KeyPairGenerator.getInstance(generatorName);
    generator.initialize(bits);
    KeyPair peer = generator.generateKeyPair();
    KeyAgreement agreement = KeyAgreement.getInstance(agreementName);
    agreement.init(peer.getPrivate());
    agreement.doPhase(key.publicKey(), true);
    assertArrayEquals(agreement.generateSecret(), key.agree(peer.getPublic()));
  }

  @Test
  default void peerOnAnotherCurveIsRefusedBeforeAnythingIsAsked() throws Exception {
    DecryptionKey key = decryptionKey("9d", KeyAlgorithm.P256);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(384);
    PublicKey peer = generator.generateKeyPair().getPublic();
    assertThrows(IllegalArgumentException.class, () -> key.agree(peer));
    assertEquals(0, bench().pins().asked(Kind.PIN));
  }

  @Test
  default void ellipticKeyDoesNotDecryptAndRsaKeyDoesNotAgree() throws Exception {
    DecryptionKey elliptic = decryptionKey("9d", KeyAlgorithm.P256);
    assertThrows(
        IllegalArgumentException.class,
        () -> elliptic.decrypt(new DecryptionAlgorithm.RsaPkcs1(), new byte[256]));
    DecryptionKey rsa = decryptionKey("9a", KeyAlgorithm.RSA2048);
    assertThrows(IllegalArgumentException.class, () -> rsa.agree(elliptic.publicKey()));
  }
}
