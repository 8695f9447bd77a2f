package dev.countersign.junit.recovery;

import static dev.countersign.junit.recovery.FaultBench.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.card.piv.ManagementKeyAlgorithm;
import dev.countersign.card.piv.NewManagementKey;
import dev.countersign.card.piv.PivAdministration;
import dev.countersign.card.piv.PivSetup;
import dev.countersign.card.piv.PivSlot;
import dev.countersign.device.Attestation;
import dev.countersign.device.DecryptionAlgorithm;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinManagement;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.simulator.Profile;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;

/** What can be done with a token, how to see whether it was, and on which products. */
enum Operation {
  LIST(Set.of(), bench -> listed(bench.tokens())),
  FIND(
      Set.of(),
      bench ->
          assertThat(bench.tokens().signingKey(slot("9a")).publicKey())
              .isEqualTo(key(bench, "9a"))),
  IDENTIFY(Set.of(), bench -> assertThat(bench.token().identity().serial()).isPresent()),
  SIGN_9A(Set.of(), bench -> Signing.assertSigns(bench.tokens().signingKey(slot("9a")))),
  SIGN_9C(Set.of(), bench -> Signing.assertSigns(bench.tokens().signingKey(slot("9c")))),
  SIGN_9E(Set.of(), bench -> Signing.assertSigns(bench.tokens().signingKey(slot("9e")))),
  DECRYPT_9D(Set.of(), Operation::decrypt),
  DERIVE_9A(Set.of(), Operation::derive),
  READ_OBJECT(Set.of(), bench -> administration(bench).readObject(0x5FC105)),
  READ_PROTECTED_OBJECT(Set.of(), bench -> administration(bench).readObject(0x5FC109)),
  TRIES_LEFT(
      Set.of(),
      bench ->
          assertThat(bench.token().require(PinManagement.class).pinAttemptsLeft().orElse(3))
              .isEqualTo(3)),
  STATUS(Set.of(), bench -> administration(bench).status()),
  ATTEST(
      Set.of(Profile.YUBIKEY_5_7, Profile.YUBIKEY_4_3),
      bench ->
          assertThat(bench.token().require(Attestation.class).attest(slot("9a")).get(0))
              .satisfies(
                  statement -> assertThat(statement.getPublicKey()).isEqualTo(key(bench, "9a")))),
  GENERATE(
      Set.of(),
      bench ->
          bench
              .token()
              .require(KeyManagement.class)
              .generate(slot("9e"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN),
      bench -> !holds(bench, "9e", key(bench, "9e"))),
  IMPORT(
      Set.of(Profile.YUBIKEY_5_7, Profile.YUBIKEY_4_3),
      bench ->
          bench
              .token()
              .require(KeyManagement.class)
              .importKey(slot("9e"), Template.OUTSIDE, KeyPolicies.UNKNOWN),
      bench -> !holds(bench, "9e", key(bench, "9e"))),
  PUT_CERTIFICATE(
      Set.of(),
      bench ->
          bench
              .token()
              .require(KeyManagement.class)
              .putCertificate(slot("9a"), Template.otherCertificate(bench.card().profile())),
      bench -> certified(bench, "9a").filter(key(bench, "9e")::equals).isPresent()),
  DELETE_CERTIFICATE(
      Set.of(),
      bench -> bench.token().require(KeyManagement.class).deleteCertificate(slot("9a")),
      bench -> certified(bench, "9a").isEmpty()),
  WRITE_OBJECT(
      Set.of(),
      bench -> writeObject(bench, new byte[] {1, 2, 3}),
      bench -> {
        try (FaultBench copy = bench.copy()) {
          return administration(copy)
              .readObject(0x5FC106)
              .filter(value -> Arrays.equals(value, new byte[] {1, 2, 3}))
              .isPresent();
        }
      }),
  CHANGE_PIN(
      Set.of(),
      bench -> {
        try (Secret old = secret(ScriptedPins.FACTORY_PIN);
            Secret replacement = secret("654321")) {
          bench.token().require(PinManagement.class).changePin(old, replacement);
        }
      },
      bench -> bench.pinIs("654321")),
  CHANGE_PUK(
      Set.of(),
      bench -> {
        try (Secret old = secret(ScriptedPins.FACTORY_PUK);
            Secret replacement = secret("87654321")) {
          bench.token().require(PinManagement.class).changePuk(old, replacement);
        }
      },
      bench -> bench.pukIs("87654321")),
  UNBLOCK_PIN(
      Set.of(),
      bench -> {
        try (Secret puk = secret(ScriptedPins.FACTORY_PUK);
            Secret replacement = secret("654321")) {
          bench.token().require(PinManagement.class).unblockPin(puk, replacement);
        }
      },
      bench -> bench.pinIs("654321")),
  SET_UP(Set.of(Profile.YUBIKEY_5_7), Operation::setUp, Operation::isSetUp),
  CHANGE_MANAGEMENT_KEY(
      Set.of(Profile.YUBIKEY_5_7, Profile.YUBIKEY_4_3),
      bench -> {
        try (Secret key = Secret.copyOf(HexFormat.of().parseHex(otherManagementKey()))) {
          administration(bench)
              .changeManagementKey(
                  new NewManagementKey(ManagementKeyAlgorithm.TDES, key, false, false));
        }
      },
      bench -> bench.managementKeyIs(otherManagementKey())),
  SET_RETRIES(
      Set.of(Profile.YUBIKEY_5_7, Profile.YUBIKEY_4_3),
      bench -> administration(bench).setRetries(5, 6),
      bench -> bench.triesLeft() == 5),
  MOVE(
      Set.of(Profile.YUBIKEY_5_7),
      bench -> administration(bench).moveKey(named("9a"), named("82")),
      bench -> holds(bench, "82", key(bench, "9a"))),
  DELETE(
      Set.of(Profile.YUBIKEY_5_7),
      bench -> bench.token().require(KeyManagement.class).deleteKey(slot("9a")),
      bench -> !holds(bench, "9a", key(bench, "9a"))),
  RESET(
      Set.of(Profile.YUBIKEY_5_7, Profile.YUBIKEY_4_3),
      bench -> administration(bench).reset(),
      bench -> certified(bench, "9a").isEmpty());

  /** Does it; asserts that the result is right. */
  interface Act {
    void on(FaultBench bench) throws Exception;
  }

  /** Looks at a copy of the token. */
  interface Look {
    boolean at(FaultBench bench) throws Exception;
  }

  private final Set<Profile> only;
  private final Act act;
  private final Optional<Look> done;

  Operation(Set<Profile> only, Act act) {
    this.only = only;
    this.act = act;
    this.done = Optional.empty();
  }

  Operation(Set<Profile> only, Act act, Look done) {
    this.only = only;
    this.act = act;
    this.done = Optional.of(done);
  }

  boolean on(Profile profile) {
    return only.isEmpty() || only.contains(profile);
  }

  void run(FaultBench bench) throws Exception {
    act.on(bench);
  }

  /** Whether it changes nothing on the token. */
  boolean reads() {
    return done.isEmpty();
  }

  /** Whether the token is as it is to be afterwards. */
  boolean isDone(FaultBench bench) throws Exception {
    return done.isPresent() && done.get().at(bench);
  }

  private static TokenUri slot(String slot) {
    return TokenUri.of("piv").with("slot", slot);
  }

  private static PivSlot named(String slot) {
    return PivSlot.byName(slot).orElseThrow();
  }

  private static PublicKey key(FaultBench bench, String slot) {
    return Template.of(bench.card().profile()).keys().get(slot);
  }

  private static PivAdministration administration(FaultBench bench) {
    return bench.token().require(PivAdministration.class);
  }

  static void writeObject(FaultBench bench, byte[] value) {
    administration(bench).writeObject(0x5FC106, value);
  }

  /** What the inventory could not look into counts as the failure that it is. */
  private static void listed(Tokens tokens) {
    Tokens.Inventory inventory = tokens.inventory();
    if (!inventory.unusable().isEmpty()) {
      throw inventory.unusable().get(0).problem();
    }
    Token token = tokens.find(TokenUri.of("piv"));
    assertThat(token.require(SigningKeys.class).list()).hasSize(4);
  }

  private static void decrypt(FaultBench bench) throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    cipher.init(Cipher.ENCRYPT_MODE, key(bench, "9d"));
    DecryptionKey key = bench.tokens().decryptionKey(slot("9d"));
    byte[] ciphertext = cipher.doFinal(new byte[] {4, 5, 6});
    assertThat(key.decrypt(new DecryptionAlgorithm.RsaPkcs1(), ciphertext))
        .containsExactly(4, 5, 6);
  }

  private static void derive(FaultBench bench) throws Exception {
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(Template.OUTSIDE.getPrivate());
    agreement.doPhase((ECPublicKey) key(bench, "9a"), true);
    DecryptionKey key = bench.tokens().decryptionKey(slot("9a"));
    assertThat(key.agree(Template.OUTSIDE.getPublic())).isEqualTo(agreement.generateSecret());
  }

  /** Whether a copy of the token signs with this key in that slot. */
  private static boolean holds(FaultBench bench, String slot, PublicKey key) throws Exception {
    try (FaultBench copy = bench.copy()) {
      return Signing.verifies(key, Signing.SIGN.apply(copy.tokens().signingKey(slot(slot))));
    } catch (TokenException.NoKey | TokenException.BadData e) {
      return false;
    }
  }

  private static Optional<PublicKey> certified(FaultBench bench, String slot) {
    try (FaultBench copy = bench.copy()) {
      return copy.token()
          .require(KeyManagement.class)
          .certificate(slot(slot))
          .map(certificate -> certificate.getPublicKey());
    }
  }

  private static String otherManagementKey() {
    return "1112131415161718".repeat(2) + "2122232425262728";
  }

  private static void setUp(FaultBench bench) {
    try (Secret pin = secret("654321");
        Secret puk = secret("87654321")) {
      bench.pins.answer(PinRequest.Kind.PIN, bench.pinIs("654321") ? "654321" : "123456");
      bench.pins.answer(PinRequest.Kind.PUK, bench.pukIs("87654321") ? "87654321" : "12345678");
      administration(bench).setUp(new PivSetup(pin, puk, false));
    }
  }

  private static boolean isSetUp(FaultBench bench) {
    try (FaultBench copy = bench.copy()) {
      copy.pins.answer(PinRequest.Kind.PIN, "654321");
      copy.pins.silence(PinRequest.Kind.MANAGEMENT_KEY);
      writeObject(copy, new byte[] {9});
      return bench.pinIs("654321")
          && bench.pukIs("87654321")
          && !bench.managementKeyIs(ScriptedPins.FACTORY_MANAGEMENT_KEY);
    } catch (TokenException.WrongPin | TokenException.PinNotGiven e) {
      return false;
    }
  }
}
