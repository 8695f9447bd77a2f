package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.countersign.device.DecryptionAlgorithm;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.DecryptionKeys;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.TokenException;
import dev.countersign.junit.contract.Encryption;
import java.security.PublicKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

/** Keys decrypt; the JDK is the other side. */
public interface ModuleDecryptionContract extends ModuleContract {

  /** Those of the keys made beforehand that decrypt. */
  private List<MadeKey> decrypting() {
    List<MadeKey> keys =
        bench().keys().stream()
            .filter(key -> key.uses().contains(MadeKey.Use.DECRYPT))
            .filter(key -> key.algorithm().family() == Family.RSA)
            .toList();
    assertFalse(keys.isEmpty(), "no key made beforehand decrypts");
    return keys;
  }

  private DecryptionKey found(MadeKey made) {
    return bench().tokens().decryptionKey(made.uri());
  }

  @Test
  default void keysThatDecryptOrAgreeAreListed() {
    login().login();
    Set<PublicKey> able = new HashSet<>();
    decrypting().forEach(key -> able.add(key.publicKey()));
    Set<PublicKey> surely = Set.copyOf(able);
    bench().keys().stream().filter(MadeKey::agrees).forEach(key -> able.add(key.publicKey()));
    Set<PublicKey> listed = new HashSet<>();
    bench()
        .token()
        .require(DecryptionKeys.class)
        .list()
        .forEach(key -> listed.add(key.publicKey()));
    assertTrue(able.containsAll(listed), listed::toString);
    assertTrue(listed.containsAll(surely), listed::toString);
  }

  @Test
  default void rsaKeysDecryptWithEveryPadding() throws Exception {
    byte[] message = {1, 2, 3, 4, 5};
    for (MadeKey made : decrypting()) {
      DecryptionKey key = found(made);
      Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
      cipher.init(Cipher.ENCRYPT_MODE, made.publicKey());
      byte[] pkcs1 = cipher.doFinal(message);
      assertArrayEquals(message, key.decrypt(new DecryptionAlgorithm.RsaPkcs1(), pkcs1));
      for (Digest digest : Digest.values()) {
        assertArrayEquals(
            message,
            key.decrypt(
                new DecryptionAlgorithm.RsaOaep(digest, digest),
                Encryption.oaep(made.publicKey(), digest, message)),
            digest::name);
      }
      byte[] block = key.decrypt(new DecryptionAlgorithm.RsaRaw(), pkcs1);
      assertEquals(made.algorithm().bytes(), block.length);
      assertEquals(2, block[1]);
    }
  }

  @Test
  default void wrongPaddingIsAnErrorAndTheKeyStillDecrypts() throws Exception {
    for (MadeKey made : decrypting()) {
      DecryptionKey key = found(made);
      byte[] oaep = Encryption.oaep(made.publicKey(), Digest.SHA256, new byte[5]);
      assertThrows(
          TokenException.class,
          () -> key.decrypt(new DecryptionAlgorithm.RsaOaep(Digest.SHA1, Digest.SHA1), oaep));
      assertThrows(
          IllegalArgumentException.class,
          () -> key.decrypt(new DecryptionAlgorithm.RsaPkcs1(), new byte[255]));
      assertArrayEquals(
          new byte[5],
          key.decrypt(new DecryptionAlgorithm.RsaOaep(Digest.SHA256, Digest.SHA256), oaep));
    }
  }

  @Test
  default void rsaKeysDoNotAgree() throws Exception {
    PublicKey other = AgreementContract.onCurve(KeyAlgorithm.P256).getPublic();
    for (MadeKey made : decrypting()) {
      DecryptionKey key = found(made);
      long before = bench().pins().asked(Kind.PIN);
      assertThrows(IllegalArgumentException.class, () -> key.agree(other));
      assertEquals(before, bench().pins().asked(Kind.PIN));
    }
  }
}
