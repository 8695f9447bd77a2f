package dev.countersign.relyingparty.webauthn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.relyingparty.code.SettableClock;
import dev.countersign.relyingparty.webauthn.RegistrationResult.Registered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Period;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** [FIDO-MDS] 3: keys are trusted by the list of makers in a file, and by its signature. */
class MetadataTest {
  private static final Caller CALLER = Caller.of("session", "alice");
  private static final String NEXT = "2026-12-01";

  @TempDir Path directory;

  private final Makers makers = new Makers();
  private final SettableClock clock = new SettableClock(1_790_000_000); // 2026-09-21
  private final SoftKey attester = new SoftKey(Algorithm.ES256);
  private final byte[] make = SoftKey.bytes(16);

  private Metadata load(String blob) {
    return load(blob, makers.root, Makers.SIGNER);
  }

  private Metadata load(String blob, X509Certificate root, String signer) {
    try {
      Path file = Files.writeString(directory.resolve("blob.jwt"), blob);
      return Metadata.load(file, root, signer, clock, Period.ofDays(30));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String aaguid() {
    return "\"aaguid\":\"%s\"".formatted(Makers.uuid(make));
  }

  private RegistrationResult registered(Metadata metadata, boolean withChain) {
    Party party = new Party(Party.attesting(new Attestation.Trusted(metadata)));
    SoftKey key = new SoftKey(Algorithm.ES256);
    key.aaguid = make;
    Parts parts =
        Parts.creation(
            key, party.ceremonies.beginRegistration(CALLER, "alice").options(), Party.ORIGIN);
    if (withChain) {
      parts.attester = attester;
      parts.chain = List.of(makers.batch(attester, make));
    }
    return party.ceremonies.finishRegistration(CALLER, "key", parts.registration());
  }

  private static void untrusted(RegistrationResult result) {
    assertThat(result).isEqualTo(new RegistrationResult.Refused(Refusal.ATTESTATION_TRUST));
  }

  @Test
  void keyOfAMakerInTheListIsTrusted() {
    Metadata metadata =
        load(makers.blob(Makers.payload(NEXT, makers.entry(aaguid(), "FIDO_CERTIFIED_L1"))));
    assertThat(metadata.makes()).isEqualTo(1);
    RegistrationResult result = registered(metadata, true);
    assertThat(result).isInstanceOf(Registered.class);
    assertThat(((Registered) result).trusted()).isTrue();
    assertThat(((Registered) result).key().aaguid().toString()).isEqualTo(Makers.uuid(make));
  }

  @Test
  void keyThatVouchesForItselfIsNotTrusted() {
    untrusted(registered(load(makers.blob(Makers.payload(NEXT, makers.entry(aaguid())))), false));
  }

  @Test
  void keyOfAnotherMakeIsNotTrusted() {
    String other = "\"aaguid\":\"00112233-4455-6677-8899-aabbccddeeff\"";
    untrusted(registered(load(makers.blob(Makers.payload(NEXT, makers.entry(other)))), true));
  }

  @Test
  void keyWhoseMakerHasAnotherRootIsNotTrusted() {
    Makers others = new Makers();
    String entry = others.entry(aaguid());
    untrusted(registered(load(makers.blob(Makers.payload(NEXT, entry))), true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REVOKED",
        "ATTESTATION_KEY_COMPROMISE",
        "USER_VERIFICATION_BYPASS",
        "USER_KEY_REMOTE_COMPROMISE",
        "USER_KEY_PHYSICAL_COMPROMISE"
      })
  void makeThatWasCompromisedIsNotTrusted(String status) {
    String entry = makers.entry(aaguid(), "FIDO_CERTIFIED_L1", status);
    untrusted(registered(load(makers.blob(Makers.payload(NEXT, entry))), true));
  }

  @Test
  void listThatGotTooOldTrustsNobody() {
    Metadata metadata = load(makers.blob(Makers.payload("2026-09-01", makers.entry(aaguid()))));
    assertThat(registered(metadata, true).accepted()).isTrue();
    clock.advance(30L * 24 * 3600);
    untrusted(registered(metadata, true));
  }

  private void refused(String blob, String why) {
    assertThatThrownBy(() -> load(blob))
        .isInstanceOf(MetadataException.class)
        .hasMessageContaining("blob.jwt")
        .hasMessageContaining(why)
        .hasMessageContaining("check the root");
  }

  @Test
  void listIsRefusedThatIsOldOrNotSigned() {
    String payload = Makers.payload(NEXT, makers.entry(aaguid()));
    String good = makers.blob(payload);
    assertThat(load(good + "\n").makes()).isEqualTo(1);
    refused(makers.blob(Makers.payload("2026-08-01", makers.entry(aaguid()))), "is past");
    refused(makers.blob(Makers.payload("soon")), "next one");
    refused(makers.blob("[]"), "no object");
    refused("", "no JWS");
    refused("a.b.c", "base64url");
    String[] parts = good.split("\\.");
    String other = makers.blob(Makers.payload(NEXT)).split("\\.")[1];
    refused(parts[0] + "." + other + "." + parts[2], "does not hold");
    refused(parts[0] + "." + parts[1] + ".", "cannot be used");
    String none = Parts.base64Url("{\"alg\":\"none\",\"x5c\":[]}".getBytes());
    refused(none + "." + parts[1] + ".", "RS256 or ES256");
  }

  @Test
  void listIsRefusedThatSomebodyElseSigned() {
    String payload = Makers.payload(NEXT, makers.entry(aaguid()));
    Makers others = new Makers();
    refused(others.blob(payload), "cannot be used");
    // the root signs for others too
    X509Certificate elsewhere =
        Makers.certificate(
            "CN=Signer",
            makers.signerKey,
            "CN=Root",
            makers.rootKey,
            false,
            "www.example.org",
            null);
    refused(
        Makers.blob(payload, elsewhere, makers.signerKey.getPrivate()),
        "not signed by " + Makers.SIGNER);
    assertThatThrownBy(() -> load(makers.blob(payload), others.root, Makers.SIGNER))
        .isInstanceOf(MetadataException.class);
    assertThatThrownBy(
            () ->
                Metadata.load(
                    directory.resolve("none"), makers.root, Makers.SIGNER, clock, Period.ZERO))
        .isInstanceOf(MetadataException.class);
  }

  @Test
  void keysOfUniversalSecondFactorAreFoundByTheirCertificate() {
    byte[] info = attester.pair.getPublic().getEncoded();
    byte[] point = java.util.Arrays.copyOfRange(info, info.length - 65, info.length);
    String identifier;
    try {
      identifier =
          java.util.HexFormat.of()
              .formatHex(java.security.MessageDigest.getInstance("SHA-1").digest(point));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
    String entry =
        makers.entry("\"attestationCertificateKeyIdentifiers\":[\"%s\"]".formatted(identifier));
    Metadata metadata = load(makers.blob(Makers.payload(NEXT, entry)));
    List<X509Certificate> chain = List.of(makers.batch(attester, null));
    assertThat(metadata.roots(chain, java.util.Optional.empty()).getTrustRoots())
        .containsExactly(makers.maker);
    List<X509Certificate> other = List.of(makers.batch(new SoftKey(Algorithm.ES256), null));
    assertThat(metadata.roots(other, java.util.Optional.empty()).getTrustRoots()).isEmpty();
  }
}
