package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.KeyAudit.Protection;
import dev.countersign.device.KeyAudit.Verdict;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.junit.TestIssuer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keys and certificates are put on the token and taken off it; the rest stays as it was. */
public interface ModuleKeysContract extends AuditContract {

  /** The token's way of putting keys on it. */
  default KeyManagement management() {
    return bench().token().require(KeyManagement.class);
  }

  private TokenUri place(String label) {
    return bench().uri().with("object", label);
  }

  private MadeKey made(TokenUri place, PublicKey key) {
    return new MadeKey(place, key, Optional.empty(), Set.of(MadeKey.Use.SIGN), false);
  }

  @TestFactory
  default Stream<DynamicTest> everyKindThatTheTokenMakesSigns() {
    return management().generates().stream()
        .filter(kind -> kind.family() != Family.X25519 && kind.bits() <= 2048)
        .map(kind -> dynamicTest(kind.externalName(), () -> isMadeAndSigns(kind)));
  }

  private void isMadeAndSigns(KeyAlgorithm kind) {
    TokenUri place =
        place("made " + kind).with("id", ("9" + kind).getBytes(StandardCharsets.US_ASCII));
    PublicKey key = management().generate(place, kind, KeyPolicies.UNKNOWN);
    assertEquals(kind, KeyAlgorithm.of(key).orElseThrow());
    SigningKey found = bench().tokens().signingKey(place);
    assertEquals(key, found.publicKey());
    assertEquals(List.of(), found.certificateChain());
    ModuleContract.assertSigns(made(place, key), found);
    boolean told = bench().abilities().contains(Ability.TELLS_ORIGIN);
    assertEquals(told, found.origin().filter(KeyOrigin.GENERATED::equals).isPresent());
    login().login();
    Protection protection = audited("made " + kind);
    assertEquals(kind.externalName(), protection.kind());
    assertEquals(Optional.of(told), protection.generated(), protection::toString);
    assertEquals(told ? Verdict.NEVER_LEFT : Verdict.STAYS, protection.verdict());
    management().deleteKey(place);
    assertThrows(TokenException.NoKey.class, () -> bench().tokens().signingKey(place));
  }

  @Test
  default void kindThatTheTokenDoesNotMakeIsUnsupported() {
    for (KeyAlgorithm kind : KeyAlgorithm.values()) {
      if (!management().generates().contains(kind)) {
        assertThrows(
            TokenException.Unsupported.class,
            () -> management().generate(place("new"), kind, KeyPolicies.UNKNOWN),
            kind::externalName);
      }
    }
    assertThrows(TokenException.NoKey.class, () -> bench().tokens().signingKey(place("new")));
  }

  /** A key of a kind that is quickly made; its public half. */
  private PublicKey generated(TokenUri place) {
    return management().generate(place, ModuleContract.newKind(bench()), KeyPolicies.UNKNOWN);
  }

  private static KeyPair keyPair(KeyAlgorithm kind) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.family().jcaName());
    generator.initialize(kind.bits());
    return generator.generateKeyPair();
  }

  @TestFactory
  default Stream<DynamicTest> importedKeysSignAndAreToldFromThoseMadeThere() {
    return Stream.of(KeyAlgorithm.RSA2048, KeyAlgorithm.P256)
        .filter(management().generates()::contains)
        .map(kind -> dynamicTest(kind.externalName(), () -> isImportedAndSigns(kind)));
  }

  private void isImportedAndSigns(KeyAlgorithm kind) throws GeneralSecurityException {
    TokenUri place = place("imported " + kind);
    KeyPair pair = keyPair(kind);
    management().importKey(place, pair, KeyPolicies.UNKNOWN);
    SigningKey found = bench().tokens().signingKey(place);
    assertEquals(pair.getPublic(), found.publicKey());
    ModuleContract.assertSigns(made(place, pair.getPublic()), found);
    assertFalse(found.origin().filter(KeyOrigin.GENERATED::equals).isPresent());
    login().login();
    SecretKeysContract.assertCameFromOutside(audited("imported " + kind));
    management().deleteKey(place);
  }

  @Test
  default void certificateIsStoredReadReplacedAndDeleted() {
    TokenUri place = place("certified").with("id", new byte[] {'c'});
    PublicKey key = generated(place);
    assertEquals(Optional.empty(), management().certificate(place));
    TestIssuer issuer = new TestIssuer();
    X509Certificate first = issuer.certify(key, "first", 2600);
    management().putCertificate(place, first);
    assertEquals(Optional.of(first), management().certificate(place));
    assertEquals(List.of(first), bench().tokens().signingKey(place).certificateChain());
    X509Certificate second = issuer.certify(key, "second");
    management().putCertificate(place, second);
    assertEquals(Optional.of(second), management().certificate(place));
    management().deleteCertificate(place);
    assertEquals(Optional.empty(), management().certificate(place));
    ModuleContract.assertSigns(made(place, key), bench().tokens().signingKey(place));
    management().putCertificate(place, second);
    management().deleteKey(place);
    assertEquals(Optional.empty(), management().certificate(place));
  }

  @Test
  default void takenNameIsRefusedAndTheKeyStays() {
    MadeKey made = anySigning();
    assertThrows(TokenException.Refused.class, () -> generated(made.uri()));
    ModuleContract.assertSigns(made, bench().tokens().signingKey(made.uri()));
  }

  @Test
  default void twoKeysOfOneLabelAreToldApartByTheirIds() {
    TokenUri one = place("twins").with("id", new byte[] {'t', 1});
    TokenUri other = place("twins").with("id", new byte[] {'t', 2});
    PublicKey first = generated(one);
    PublicKey second = generated(other);
    assertNotEquals(first, second);
    assertEquals(first, bench().tokens().signingKey(one).publicKey());
    assertEquals(second, bench().tokens().signingKey(other).publicKey());
    TokenException.Ambiguous problem =
        assertThrows(
            TokenException.Ambiguous.class, () -> bench().tokens().signingKey(place("twins")));
    assertEquals(2, problem.candidates().size());
    assertThrows(TokenException.Ambiguous.class, () -> management().deleteKey(place("twins")));
    management().deleteKey(one);
    assertEquals(second, bench().tokens().signingKey(place("twins")).publicKey());
  }

  @Test
  default void absentKeyIsNotDeleted() {
    assertThrows(TokenException.NoKey.class, () -> management().deleteKey(place("nobody's key")));
    assertThrows(TokenException.NoKey.class, () -> management().deleteKey(bench().uri()));
  }

  @Test
  default void deletedKeySignsNoMore() {
    TokenUri place = place("short-lived");
    MadeKey made = made(place, generated(place));
    SigningKey key = bench().tokens().signingKey(place);
    ModuleContract.assertSigns(made, key);
    management().deleteKey(place);
    assertThrows(TokenException.class, () -> key.sign(ModuleContract.usual(made), MESSAGE));
    MadeKey next = made(place, generated(place));
    ModuleContract.assertSigns(next, bench().tokens().signingKey(place));
  }
}
