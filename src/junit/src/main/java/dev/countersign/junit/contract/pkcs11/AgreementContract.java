package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.countersign.device.DecryptionAlgorithm;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.PinRequest.Kind;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.stream.Stream;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Keys on curves agree on secrets; the JDK is the other side. */
public interface AgreementContract extends ModuleContract {

  private Stream<MadeKey> agreeing() {
    return bench().keys().stream().filter(MadeKey::agrees);
  }

  @TestFactory
  default Stream<DynamicTest> keysOnCurvesAgree() {
    return agreeing().map(made -> dynamicTest(made.uri().toString(), () -> agrees(made)));
  }

  private void agrees(MadeKey made) throws GeneralSecurityException {
    KeyPair peer = onCurve(made.algorithm());
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(peer.getPrivate());
    agreement.doPhase(made.publicKey(), true);
    assertArrayEquals(
        agreement.generateSecret(),
        bench().tokens().decryptionKey(made.uri()).agree(peer.getPublic()));
  }

  /** A key pair of the same curve, made by the JDK. */
  static KeyPair onCurve(KeyAlgorithm algorithm) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(algorithm.bits());
    return generator.generateKeyPair();
  }

  @TestFactory
  default Stream<DynamicTest> whatAKeyOnACurveCannotDoIsRefusedBeforeAnythingIsAsked() {
    return agreeing().map(made -> dynamicTest(made.uri().toString(), () -> refuses(made)));
  }

  private void refuses(MadeKey made) throws GeneralSecurityException {
    DecryptionKey key = bench().tokens().decryptionKey(made.uri());
    long before = bench().pins().asked(Kind.PIN);
    PublicKey other =
        onCurve(made.algorithm() == KeyAlgorithm.P256 ? KeyAlgorithm.P384 : KeyAlgorithm.P256)
            .getPublic();
    assertThrows(IllegalArgumentException.class, () -> key.agree(other));
    assertThrows(
        IllegalArgumentException.class,
        () -> key.decrypt(new DecryptionAlgorithm.RsaPkcs1(), new byte[256]));
    assertEquals(before, bench().pins().asked(Kind.PIN));
  }
}
