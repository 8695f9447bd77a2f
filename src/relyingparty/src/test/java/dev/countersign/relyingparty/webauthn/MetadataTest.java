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
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
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
    return registered(
        new Attestation.Trusted(metadata),
        parts -> {
          if (!withChain) {
            parts.attester = parts.key;
            parts.chain = List.of();
          }
        });
  }

  /** Registers a key with a statement by the maker, with what is changed. */
  private RegistrationResult registered(Attestation policy, Consumer<Parts> change) {
    Party party = new Party(Party.attesting(policy));
    SoftKey key = new SoftKey(Algorithm.ES256);
    key.aaguid = make;
    Parts parts =
        Parts.creation(
            key, party.ceremonies.beginRegistration(CALLER, "alice").options(), Party.ORIGIN);
    parts.attester = attester;
    parts.chain = List.of(makers.batch(attester, null));
    change.accept(parts);
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
  void makeThatWasCompromisedIsRefusedForThat(String status) {
    String entry = makers.entry(aaguid(), "FIDO_CERTIFIED_L1", status, "UPDATE_AVAILABLE");
    Metadata metadata = load(makers.blob(Makers.payload(NEXT, entry)));
    compromised(registered(metadata, true));
    assertThat(metadata.statuses(UUID.fromString(Makers.uuid(make))))
        .containsExactlyInAnyOrder(MakeStatus.valueOf(status), MakeStatus.UPDATE_AVAILABLE);
    // who only says that it is of this make is not of any
    untrusted(registered(metadata, false));
  }

  private static void compromised(RegistrationResult result) {
    assertThat(result).isEqualTo(new RegistrationResult.Refused(Refusal.MAKE_COMPROMISED));
  }

  @Test
  void updateAndStatusesOfOtherYearsAreNoReasons() {
    String entry = makers.entry(aaguid(), "UPDATE_AVAILABLE", "FIDO_CERTIFIED_L9", "RETIRED");
    Metadata metadata = load(makers.blob(Makers.payload(NEXT, entry)));
    assertThat(registered(metadata, true).accepted()).isTrue();
    assertThat(metadata.statuses(UUID.randomUUID())).isEmpty();
  }

  @Test
  void policySaysWhatMayBeReported() {
    String entry = makers.entry(aaguid(), "USER_KEY_PHYSICAL_COMPROMISE", "UPDATE_AVAILABLE");
    Metadata metadata = load(makers.blob(Makers.payload(NEXT, entry)));
    Attestation lax = new Attestation.Trusted(metadata, Set.of(MakeStatus.REVOKED));
    assertThat(registered(lax, parts -> {}).accepted()).isTrue();
    Attestation strict = new Attestation.Trusted(metadata, Set.of(MakeStatus.UPDATE_AVAILABLE));
    compromised(registered(strict, parts -> {}));
  }

  @Test
  void certificateThatIsNoneIsTheTroubleOfItsMakerAlone() {
    String other =
        "{\"aaguid\":\"00112233-4455-6677-8899-aabbccddeeff\",\"metadataStatement\":"
            + "{\"attestationRootCertificates\":[\"\",\"AAAA\"]},\"statusReports\":[]}";
    Metadata metadata =
        load(makers.blob(Makers.payload(NEXT, other, makers.entry(aaguid()), other)));
    assertThat(metadata.makes()).isEqualTo(2);
    assertThat(registered(metadata, true).accepted()).isTrue();
    String spoilt = other.replace("00112233-4455-6677-8899-aabbccddeeff", Makers.uuid(make));
    untrusted(registered(load(makers.blob(Makers.payload(NEXT, spoilt))), true));
  }

  @Test
  void reportInOneOfTwoEntriesForAMakeCounts() {
    String good = makers.entry(aaguid());
    String bad = makers.entry(aaguid(), "REVOKED");
    compromised(registered(load(makers.blob(Makers.payload(NEXT, good, bad))), true));
    compromised(registered(load(makers.blob(Makers.payload(NEXT, bad, good))), true));
  }

  /** The statement does not sign the make, so a U2F key could say that it is any of its maker's. */
  @Test
  void keyOfUniversalSecondFactorIsOfNoMakeThatItNames() {
    Metadata metadata = load(makers.blob(Makers.payload(NEXT, makers.entry(aaguid()))));
    Attestation policy = new Attestation.Trusted(metadata);
    untrusted(registered(policy, parts -> parts.format = "fido-u2f"));
    byte[] point = Makers.pointOf(attester);
    String listed = makers.entry(Makers.keyIdentifiers(point));
    Attestation byKey = new Attestation.Trusted(load(makers.blob(Makers.payload(NEXT, listed))));
    RegistrationResult result =
        registered(
            byKey,
            parts -> {
              parts.format = "fido-u2f";
              parts.key.aaguid = new byte[16];
            });
    assertThat(result).isInstanceOf(Registered.class);
    assertThat(((Registered) result).trusted()).isTrue();
    String revoked = makers.entry(Makers.keyIdentifiers(point), "REVOKED");
    Attestation bad = new Attestation.Trusted(load(makers.blob(Makers.payload(NEXT, revoked))));
    compromised(
        registered(
            bad,
            parts -> {
              parts.format = "fido-u2f";
              parts.key.aaguid = new byte[16];
            }));
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
    String critical = "{\"alg\":\"ES256\",\"crit\":[\"b64\"],\"b64\":false,\"x5c\":[]}";
    refused(Parts.base64Url(critical.getBytes()) + "." + parts[1] + ".", "understood");
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
    String entry = makers.entry(Makers.keyIdentifiers(Makers.pointOf(attester)));
    Metadata metadata = load(makers.blob(Makers.payload(NEXT, entry)));
    List<X509Certificate> chain = List.of(makers.batch(attester, null));
    assertThat(metadata.roots(chain, java.util.Optional.empty()).getTrustRoots())
        .containsExactly(makers.maker);
    List<X509Certificate> other = List.of(makers.batch(new SoftKey(Algorithm.ES256), null));
    assertThat(metadata.roots(other, java.util.Optional.empty()).getTrustRoots()).isEmpty();
  }
}
