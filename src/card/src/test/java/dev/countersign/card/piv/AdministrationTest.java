package dev.countersign.card.piv;

import static dev.countersign.card.piv.Bench.secret;
import static dev.countersign.card.piv.Bench.slot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.device.Attestation;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.TokenException;
import dev.countersign.device.TouchPolicy;
import dev.countersign.simulator.Profile;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdministrationTest {
  private static final SignatureAlgorithm ECDSA = SignatureAlgorithm.ecdsa(Digest.SHA256);
  private static final byte[] MESSAGE = {1};

  private static PivSetup setup(boolean factoryDefaults) {
    return new PivSetup(secret("654321"), secret("87654321"), factoryDefaults);
  }

  private static void assertUsableWithNewPin(Bench bench) {
    bench.restart();
    bench.pins(
        request -> {
          assertThat(request.kind()).isEqualTo(PinRequest.Kind.PIN);
          return secret("654321");
        });
    PublicKey key =
        bench.can(KeyManagement.class).generate(slot("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
    bench.can(KeyManagement.class).putCertificate(slot("9a"), TestKeys.certificate(key));
    assertThat(bench.tokens().signingKey(slot("9a")).sign(ECDSA, MESSAGE)).isNotEmpty();
    PivStatus status = bench.can(PivAdministration.class).status();
    assertThat(status.managementKeyProtected()).isTrue();
    assertThat(status.guid()).isPresent();
  }

  @Test
  void newTokenIsSetUpWithoutAnyQuestion() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      bench.pins(PinEntry.none());
      SetupResult result = bench.can(PivAdministration.class).setUp(setup(false));
      assertThat(result).isEqualTo(new SetupResult(true, true, true, true, true, List.of()));
      assertThat(bench.requests()).isEmpty();
      assertUsableWithNewPin(bench);
      PivStatus status = bench.can(PivAdministration.class).status();
      assertThat(status.pin().factory()).contains(false);
      assertThat(status.puk().factory()).contains(false);
      assertThat(status.managementKeyFactory()).contains(false);
      assertThat(status.managementKeyAlgorithm()).contains(ManagementKeyAlgorithm.AES192);
    }
  }

  @Test
  void oldFirmwareIsSetUpFromFactoryValuesOnlyWhenAllowed() {
    try (Bench bench = new Bench(Profile.YUBIKEY_4_3)) {
      bench.pins(PinEntry.none());
      assertThatExceptionOfType(TokenException.PinNotGiven.class)
          .isThrownBy(() -> bench.can(PivAdministration.class).setUp(setup(false)));
      SetupResult result = bench.can(PivAdministration.class).setUp(setup(true));
      assertThat(result.managementKeyProtected()).isTrue();
      assertUsableWithNewPin(bench);
    }
  }

  @Test
  void oldFirmwareIsSetUpFromAnswers() {
    try (Bench bench = new Bench(Profile.YUBIKEY_4_3)) {
      bench.pins(TestKeys.factory());
      bench.can(PivAdministration.class).setUp(setup(false));
      assertThat(bench.requests())
          .extracting(PinRequest::kind)
          .containsExactly(
              PinRequest.Kind.PIN, PinRequest.Kind.PUK, PinRequest.Kind.MANAGEMENT_KEY);
      assertUsableWithNewPin(bench);
    }
  }

  @Test
  void plainCardGetsPinAndPukAndSaysWhatWasLeft() {
    try (Bench bench = new Bench(Profile.NIST_PIV)) {
      bench.pins(TestKeys.factory());
      SetupResult result = bench.can(PivAdministration.class).setUp(setup(false));
      assertThat(result.pinChanged()).isTrue();
      assertThat(result.pukChanged()).isTrue();
      assertThat(result.managementKeyProtected()).isFalse();
      assertThat(result.remarks()).singleElement().asString().contains("management key");
    }
  }

  @Test
  void setUpTwiceAsksForTheCurrentValues() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      bench.can(PivAdministration.class).setUp(setup(false));
      bench.pins(request -> secret(request.kind() == PinRequest.Kind.PUK ? "87654321" : "654321"));
      SetupResult result = bench.can(PivAdministration.class).setUp(setup(false));
      assertThat(result.chuidWritten()).isFalse();
      assertUsableWithNewPin(bench);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void setUpThatIsInterruptedAnywhereCanBeRunAgain(Profile profile) {
    int count;
    try (Bench bench = new Bench(profile)) {
      bench.pins(TestKeys.factory());
      bench.can(PivAdministration.class).setUp(setup(false));
      count = bench.commands().size();
    }
    assertThat(count).isGreaterThan(10);
    for (int i = 2; i <= count; i++) {
      try (Bench bench = new Bench(profile)) {
        bench.pins(TestKeys.factory());
        PivAdministration administration = bench.can(PivAdministration.class);
        bench.faults("remove@" + (i - bench.commands().size()));
        assertThatExceptionOfType(TokenException.class)
            .as("removed at %d", i)
            .isThrownBy(() -> administration.setUp(setup(false)));
        bench.readers().remove(bench.token());
        bench.insert(bench.token());
        bench.pins(owner(bench));
        bench.can(PivAdministration.class).setUp(setup(false));
        assertUsableWithNewPin(bench);
      }
    }
  }

  /** The owner finds out what is set, as one would with another tool, and answers that. */
  private static PinEntry owner(Bench bench) {
    boolean pinSet = !accepts(bench, "0024008010", Bench.PIN, "FFFF");
    boolean pukSet = !accepts(bench, "0024008110", Bench.PUK, "");
    return request ->
        switch (request.kind()) {
          case PIN -> secret(pinSet ? "654321" : Bench.PIN);
          case PUK -> secret(pukSet ? "87654321" : Bench.PUK);
          default -> Secret.copyOf(Bench.MANAGEMENT_KEY);
        };
  }

  /** Whether a PIN or PUK is this one: it is changed to itself. */
  private static boolean accepts(Bench bench, String change, String value, String padding) {
    bench.raw("00A4040009A0000003080000100000");
    String block =
        HexFormat.of().formatHex(value.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            + padding;
    return bench.raw(change + block + block)[0] == (byte) 0x90;
  }

  @Test
  void protectedManagementKeyIsWrittenByteForByteAsItsMakersToolDoes() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      bench.can(PivAdministration.class).setUp(setup(false));
      assertThat(bench.commands())
          .anyMatch(c -> c.equals("00DB3FFF0C5C035FFF005305" + "8003810102" + "00"))
          .anyMatch(c -> c.startsWith("00DB3FFF235C035FC109531C881A8918"))
          .anyMatch(c -> c.startsWith("00FFFFFF1B0A9B18"))
          .anyMatch(
              c ->
                  c.startsWith(
                      "00DB3FFF425C035FC102533B3019D4E739DA739CED39CE739D83685821"
                          + "0842108421C84210C3EB3410"))
          .anyMatch(c -> c.startsWith("00DB3FFF3A5C035FC1075333F015A000000116FF02"));
    }
  }

  @Test
  void managementKeyIsChanged() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      byte[] key = HexFormat.of().parseHex("00112233445566778899AABBCCDDEEFF".repeat(2));
      bench
          .can(PivAdministration.class)
          .changeManagementKey(
              new NewManagementKey(
                  ManagementKeyAlgorithm.AES256, Secret.copyOf(key), false, false));
      bench.restart();
      bench.pins(request -> Secret.copyOf(key));
      bench.can(KeyManagement.class).generate(slot("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
      assertThat(bench.requests())
          .extracting(PinRequest::kind)
          .containsExactly(PinRequest.Kind.MANAGEMENT_KEY);
      assertThat(bench.accepted()).isEqualTo(1);
      bench.restart();
      bench.pins(request -> Secret.copyOf(new byte[32]));
      assertThatExceptionOfType(TokenException.WrongPin.class)
          .isThrownBy(
              () ->
                  bench
                      .can(KeyManagement.class)
                      .generate(slot("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(PinRequest.Kind.MANAGEMENT_KEY));
      assertThat(bench.rejected()).isEqualTo(1);
    }
  }

  @Test
  void managementKeyOfWrongLengthIsNotSent() {
    try (Bench bench = new Bench(Profile.NIST_PIV)) {
      bench.pins(request -> Secret.copyOf(new byte[10]));
      assertThatExceptionOfType(TokenException.PinNotGiven.class)
          .isThrownBy(() -> bench.can(KeyManagement.class).deleteCertificate(slot("9a")));
      assertThat(bench.instructions()).doesNotContain("87");
    }
  }

  @Test
  void keysAreMovedAndDeleted() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      PublicKey key =
          bench
              .can(KeyManagement.class)
              .generate(slot("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
      PivAdministration administration = bench.can(PivAdministration.class);
      administration.moveKey(PivSlot.AUTHENTICATION, PivSlot.RETIRED_3);
      SigningKey moved = bench.tokens().signingKey(slot("84"));
      assertThat(moved.publicKey()).isEqualTo(key);
      bench.can(KeyManagement.class).deleteKey(slot("84"));
      assertThat(bench.can(SigningKeys.class).list()).isEmpty();
      assertThatExceptionOfType(TokenException.NoKey.class)
          .isThrownBy(() -> administration.moveKey(PivSlot.AUTHENTICATION, PivSlot.RETIRED_3));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_4_3", "NIST_PIV"})
  void movingIsUnsupportedElsewhere(Profile profile) {
    try (Bench bench = new Bench(profile)) {
      assertThatExceptionOfType(TokenException.Unsupported.class)
          .isThrownBy(() -> bench.can(KeyManagement.class).deleteKey(slot("9a")));
    }
  }

  @Test
  void triesAreSet() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      PivAdministration administration = bench.can(PivAdministration.class);
      administration.setRetries(5, 7);
      PivStatus status = administration.status();
      assertThat(status.pin().tries()).hasValue(5);
      assertThat(status.puk().triesLeft()).hasValue(7);
      assertThat(status.pin().factory()).contains(true);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void resetLeavesANewToken(Profile profile) {
    try (Bench bench = new Bench(profile)) {
      TestKeys.generateWithCertificate(bench, "9a", KeyAlgorithm.P256);
      bench.can(PivAdministration.class).setUp(setup(true));
      bench.can(PivAdministration.class).reset();
      assertThat(bench.can(SigningKeys.class).list()).isEmpty();
      assertThat(bench.triesLeft()).isEqualTo(3);
      bench.restart();
      TestKeys.generateWithCertificate(bench, "9a", KeyAlgorithm.P256);
      assertThat(bench.tokens().signingKey(slot("9a")).sign(ECDSA, MESSAGE)).isNotEmpty();
    }
  }

  @Test
  void plainCardIsNeverBlockedForAResetThatItCannotDo() {
    try (Bench bench = new Bench(Profile.NIST_PIV)) {
      assertThatExceptionOfType(TokenException.Unsupported.class)
          .isThrownBy(() -> bench.can(PivAdministration.class).reset());
      assertThat(bench.triesLeft()).isEqualTo(3);
    }
  }

  @Test
  void objectsAreReadAndWritten() {
    for (Profile profile : Profile.withPiv()) {
      try (Bench bench = new Bench(profile)) {
        PivAdministration administration = bench.can(PivAdministration.class);
        assertThat(administration.readObject(0x5FC106)).isEmpty();
        byte[] value = new byte[600];
        value[599] = 7;
        administration.writeObject(0x5FC106, value);
        assertThat(administration.readObject(0x5FC106)).contains(value);
        administration.writeObject(0x5FC106, new byte[0]);
        assertThat(administration.readObject(0x5FC106)).isEmpty();
      }
    }
  }

  @Test
  void protectedObjectAsksForThePin() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      PivAdministration administration = bench.can(PivAdministration.class);
      administration.writeObject(0x5FC109, new byte[] {1, 2});
      assertThat(bench.requests()).isEmpty();
      assertThat(administration.readObject(0x5FC109)).contains(new byte[] {1, 2});
      assertThat(bench.requests()).hasSize(1);
    }
  }

  @Test
  void generatedKeysAreAttestedAndImportedOnesAreNot() throws Exception {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      KeyManagement keys = bench.can(KeyManagement.class);
      PublicKey key =
          keys.generate(
              slot("9a"),
              KeyAlgorithm.P256,
              new KeyPolicies(Optional.of(PinPolicy.ALWAYS), Optional.of(TouchPolicy.CACHED)));
      keys.importKey(slot("9d"), TestKeys.pair(KeyAlgorithm.P256), KeyPolicies.UNKNOWN);
      Attestation attestation = bench.can(Attestation.class);
      List<X509Certificate> chain = attestation.attest(slot("9a"));
      assertThat(chain).hasSize(2);
      assertThat(chain.get(0).getPublicKey()).isEqualTo(key);
      chain.get(0).verify(chain.get(1).getPublicKey());
      assertThat(PivAttestation.policies(chain.get(0)))
          .isEqualTo(
              new KeyPolicies(Optional.of(PinPolicy.ALWAYS), Optional.of(TouchPolicy.CACHED)));
      assertThatExceptionOfType(TokenException.Refused.class)
          .isThrownBy(() -> attestation.attest(slot("9d")));
      assertThatExceptionOfType(TokenException.NoKey.class)
          .isThrownBy(() -> attestation.attest(slot("9c")));
    }
  }

  @Test
  void plainCardDoesNotAttestImportOrTakePolicies() {
    try (Bench bench = new Bench(Profile.NIST_PIV)) {
      assertThat(bench.piv().capability(Attestation.class)).isEmpty();
      KeyManagement keys = bench.can(KeyManagement.class);
      assertThat(keys.imports()).isFalse();
      assertThatExceptionOfType(TokenException.Unsupported.class)
          .isThrownBy(
              () ->
                  keys.importKey(
                      slot("9a"), TestKeys.pair(KeyAlgorithm.P256), KeyPolicies.UNKNOWN));
      assertThatExceptionOfType(TokenException.Unsupported.class)
          .isThrownBy(
              () ->
                  keys.generate(
                      slot("9a"),
                      KeyAlgorithm.P256,
                      new KeyPolicies(Optional.of(PinPolicy.NEVER), Optional.empty())));
    }
  }

  @Test
  void identityNamesTheProduct() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      assertThat(bench.piv().identity().label()).isEqualTo("YubiKey 5.7.4");
      assertThat(bench.piv().uri().toString()).isEqualTo("piv:serial=12345678");
    }
    try (Bench bench = new Bench(Profile.YUBIKEY_4_3)) {
      assertThat(bench.piv().identity().label()).isEqualTo("YubiKey 4.3.5");
      assertThat(bench.piv().identity().serial()).contains("12345678");
    }
    try (Bench bench = new Bench(Profile.NIST_PIV)) {
      assertThat(bench.piv().identity().label()).isEqualTo("PIV card");
      assertThat(bench.piv().identity().serial().orElseThrow()).hasSize(32);
      assertThat(bench.instructions()).doesNotContain("F8", "FD");
    }
  }

  @Test
  void largeCertificateIsCompressedAndReadBack() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      KeyManagement keys = bench.can(KeyManagement.class);
      PublicKey key = keys.generate(slot("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
      X509Certificate large = TestKeys.certificate(key, 4000);
      keys.putCertificate(slot("9a"), large);
      assertThat(keys.certificate(slot("9a"))).contains(large);
      assertThat(bench.tokens().signingKey(slot("9a")).certificateChain()).containsExactly(large);
      keys.deleteCertificate(slot("9a"));
      assertThat(keys.certificate(slot("9a"))).isEmpty();
    }
  }

  @Test
  void certificateOfAnotherKeyIsNoneWhereTheTokenTellsTheKey() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      KeyManagement keys = bench.can(KeyManagement.class);
      keys.generate(slot("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
      keys.putCertificate(
          slot("9a"), TestKeys.certificate(TestKeys.pair(KeyAlgorithm.P256).getPublic()));
      SigningKey key = bench.tokens().signingKey(slot("9a"));
      assertThat(key.certificateChain()).isEmpty();
      assertThat(key.sign(ECDSA, MESSAGE)).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyAlgorithm.class,
      names = {"P256", "RSA2048"})
  void certificateOfAnotherKeyIsFoundAtTheFirstSignatureElsewhere(KeyAlgorithm algorithm) {
    try (Bench bench = new Bench(Profile.NIST_PIV)) {
      KeyManagement keys = bench.can(KeyManagement.class);
      keys.generate(slot("9a"), algorithm, KeyPolicies.UNKNOWN);
      keys.putCertificate(slot("9a"), TestKeys.certificate(TestKeys.pair(algorithm).getPublic()));
      SigningKey key = bench.tokens().signingKey(slot("9a"));
      SignatureAlgorithm signing =
          algorithm == KeyAlgorithm.P256 ? ECDSA : SignatureAlgorithm.rsa(Digest.SHA256);
      assertThatExceptionOfType(TokenException.BadData.class)
          .isThrownBy(() -> key.sign(signing, MESSAGE))
          .withMessage("certificate in slot 9a does not match its key");
    }
  }

  @Test
  void unreadableCertificateHidesItsKeyOnlyAndIsSaidWhenAskedFor() {
    try (Bench bench = new Bench(Profile.NIST_PIV)) {
      TestKeys.generateWithCertificate(bench, "9a", KeyAlgorithm.P256);
      bench
          .can(PivAdministration.class)
          .writeObject(PivSlot.SIGNATURE.certificateTag(), new byte[] {0x70, 3, 1, 2, 3});
      assertThat(bench.can(SigningKeys.class).list()).hasSize(1);
      assertThatExceptionOfType(TokenException.BadData.class)
          .isThrownBy(() -> bench.tokens().signingKey(slot("9c")));
    }
  }
}
