package dev.countersign.card.piv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.card.apdu.ScriptedChannel;
import dev.countersign.card.apdu.ScriptedReader;
import dev.countersign.device.Attestation;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.Lane;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinManagement;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.Ports;
import dev.countersign.device.Presence;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.encoding.EllipticCurves;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exact bytes, as measured with other people's tools, and cards of other makes. */
class ScriptedPivTest {
  private static final String YUBIKEY_5 = "3BFD1300008131FE158073C021C057597562694B657940";
  private static final String YUBIKEY_4 = "3BF81300008131FE15597562696B657934D4";
  private static final String OTHER = "3B80";
  private static final String SELECT = "00A40400 09 A00000030800001000 00";
  private static final String APT = "61114F0600001000010079074F05A000000308 9000";
  private static final String GET_DISCOVERY = "00CB3FFF 03 5C017E 00";
  private static final String CERTIFICATE_9A = "00CB3FFF 05 5C035FC105 00";

  private static Token open(ScriptedChannel card, PinEntry pins) {
    return recognise(card, pins).orElseThrow();
  }

  private static Optional<Token> recognise(ScriptedChannel card, PinEntry pins) {
    return new PivDriver()
        .recognise(
            new Lane(new ScriptedReader(card)),
            new Ports(Clock.systemUTC(), new SecureRandom(), pins, Presence.silent()));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String lengthOf(byte[] bytes) {
    return bytes.length < 128
        ? "%02X".formatted(bytes.length)
        : bytes.length < 256 ? "81%02X".formatted(bytes.length) : "82%04X".formatted(bytes.length);
  }

  private static SigningKey key(Token token, String slot) {
    return token.require(SigningKeys.class).find(TokenUri.parse("piv:slot=" + slot));
  }

  @Test
  void signatureWithP256OnYubiKey5() throws Exception {
    KeyPair pair = TestKeys.pair(KeyAlgorithm.P256);
    byte[] point =
        EllipticCurves.encode(KeyAlgorithm.P256, ((ECPublicKey) pair.getPublic()).getW());
    byte[] message = {1, 2, 3};
    Signature software = Signature.getInstance("SHA256withECDSA");
    software.initSign(pair.getPrivate());
    software.update(message);
    byte[] signature = software.sign();
    ScriptedChannel card =
        new ScriptedChannel(YUBIKEY_5, true)
            .on(SELECT, APT)
            .on("00F7009C 000000", "010111 02020301 030101 0443 8641" + hex(point) + "9000")
            .on("00200080 08 313233343536FFFF 00", "9000")
            .on(
                "0087119C 26 7C24 8200 8120" + hex(Digest.SHA256.hash(message)) + "00",
                "7C%02X 82%02X".formatted(signature.length + 2, signature.length)
                    + hex(signature)
                    + "9000");
    SigningKey key = key(open(card, TestKeys.factory()), "9c");
    assertThat(key.policies().pin()).contains(PinPolicy.ALWAYS);
    assertThat(key.sign(SignatureAlgorithm.ecdsa(Digest.SHA256), message)).isEqualTo(signature);
    card.assertDone();
  }

  /** Found by fuzzing: the card's own word for the public key was enough. */
  @Test
  void aSignatureThatDoesNotVerifyIsNotHandedOut() {
    byte[] point =
        EllipticCurves.encode(
            KeyAlgorithm.P256, ((ECPublicKey) TestKeys.pair(KeyAlgorithm.P256).getPublic()).getW());
    byte[] message = {1, 2, 3};
    ScriptedChannel card =
        new ScriptedChannel(YUBIKEY_5, true)
            .on(SELECT, APT)
            .on("00F7009E 000000", "010111 02020101 030101 0443 8641" + hex(point) + "9000")
            .on(
                "0087119E 26 7C24 8200 8120" + hex(Digest.SHA256.hash(message)) + "00",
                "7C0A 8208 3006 020101 020101 9000");
    SigningKey key = key(open(card, PinEntry.none()), "9e");
    assertThatExceptionOfType(TokenException.BadData.class)
        .isThrownBy(() -> key.sign(SignatureAlgorithm.ecdsa(Digest.SHA256), message))
        .withMessageContaining("does not fit its public key");
    card.assertDone();
  }

  @Test
  void wrongPinOnAnOldCardThatCountsInTheWholeByte() {
    ScriptedChannel card =
        new ScriptedChannel(YUBIKEY_4, false)
            .on(SELECT, APT)
            .on("00A40400 08 A000000527200101 00", "6A82")
            .on(SELECT, APT)
            .on("00CB3FFF 05 5C035FC102 00", "6A82")
            .on("00240080 10 313233343536FFFF 363534333231FFFF 00", "6302");
    PinManagement pins = open(card, PinEntry.none()).require(PinManagement.class);
    assertThatExceptionOfType(TokenException.WrongPin.class)
        .isThrownBy(() -> pins.changePin(Bench.secret("123456"), Bench.secret("654321")))
        .satisfies(e -> assertThat(e.attemptsLeft()).hasValue(2));
    card.assertDone();
  }

  @Test
  void globalPinIsUsedWhereTheDiscoveryObjectPrefersIt() throws Exception {
    signOnPlainCard("7E12 4F0BA000000308000010000100 5F2F026020 9000", "00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "6A82",
        "6A80",
        "6A86",
        "6D00",
        "9000",
        "7E12 4F0BA000000308000010000100 5F2F024000 9000",
        "7E12 4F0BA000000308000010000100 5F2F026010 9000",
        "7E03010203 9000"
      })
  void applicationPinIsUsedOtherwise(String discovery) throws Exception {
    signOnPlainCard(discovery, "80");
  }

  private static void signOnPlainCard(String discovery, String reference) throws Exception {
    KeyPair pair = TestKeys.pair(KeyAlgorithm.P256);
    byte[] certificate = TestKeys.certificate(pair.getPublic()).getEncoded();
    byte[] value =
        HexFormat.of().parseHex("70" + lengthOf(certificate) + hex(certificate) + "710100FE00");
    byte[] hash = Digest.SHA256.hash(new byte[] {1});
    Signature software = Signature.getInstance("NONEwithECDSA");
    software.initSign(pair.getPrivate());
    software.update(hash);
    byte[] signature = software.sign();
    ScriptedChannel card =
        new ScriptedChannel(OTHER, false)
            .on(SELECT, APT)
            .on(CERTIFICATE_9A, "53" + lengthOf(value) + hex(value) + "9000")
            .on(GET_DISCOVERY, discovery)
            .on("002000" + reference + "08 313233343536FFFF 00", "9000")
            .on(
                "0087119A 26 7C24 8200 8120" + hex(hash) + "00",
                "7C%02X 82%02X".formatted(signature.length + 2, signature.length)
                    + hex(signature)
                    + "9000");
    SigningKey key = key(open(card, TestKeys.factory()), "9a");
    assertThat(key.sign(SignatureAlgorithm.ecdsa(Digest.SHA256), new byte[] {1}))
        .isEqualTo(signature);
    card.assertDone();
  }

  @ParameterizedTest
  @ValueSource(strings = {"6A82", "6999", "6D00", "6B00", "6E00", "7903010203 9000"})
  void cardWithoutPivIsNotRecognised(String answer) {
    assertThat(recognise(new ScriptedChannel(OTHER, false).on(SELECT, answer), PinEntry.none()))
        .isEmpty();
  }

  @Test
  void garbageForAnApplicationTemplateIsABadResponse() {
    assertThatExceptionOfType(TokenException.BadResponse.class)
        .isThrownBy(
            () ->
                recognise(
                    new ScriptedChannel(OTHER, false).on(SELECT, "6105 9000"), PinEntry.none()));
  }

  @Test
  void mutualAuthenticationWithTripleDesHasTheMeasuredForm() {
    ScriptedChannel card =
        new ScriptedChannel(YUBIKEY_4, true)
            .on(SELECT, APT)
            .on("00A4040008 A000000527200101 00", "9000")
            .on("00011000 00", "00BC614E 9000")
            .on(SELECT, APT)
            .on("00CB3FFF 000005 5C035FFF00 0000", "6A82")
            .on("0087039B 04 7C028000 00", "6982");
    KeyManagement keys = open(card, TestKeys.factory()).require(KeyManagement.class);
    assertThatExceptionOfType(TokenException.Refused.class)
        .isThrownBy(() -> keys.deleteCertificate(TokenUri.parse("piv:slot=9a")));
    card.assertDone();
  }

  @Test
  void algorithmOfTheManagementKeyIsFoundByTrying() {
    ScriptedChannel card =
        new ScriptedChannel(OTHER, false)
            .on(SELECT, APT)
            .on("00CB3FFF 05 5C035FC102 00", "6A82")
            .on("00CB3FFF 05 5C035FFF00 00", "6A82")
            .on("00F7009B 00", "6D00")
            .on("0087039B 04 7C028000 00", "6A86")
            .on("00870A9B 04 7C028000 00", "7C048002AABB 9000");
    KeyManagement keys = open(card, TestKeys.factory()).require(KeyManagement.class);
    assertThatExceptionOfType(TokenException.BadResponse.class)
        .isThrownBy(() -> keys.deleteCertificate(TokenUri.parse("piv:slot=9a")))
        .withMessageContaining("no block");
    card.assertDone();
  }

  @Test
  void rsaGenerationIsRefusedInTheRocaWindow() {
    ScriptedChannel card =
        new ScriptedChannel(YUBIKEY_4, true).on(SELECT, APT).on("00FD000000", "040304 9000");
    KeyManagement keys = open(card, TestKeys.factory()).require(KeyManagement.class);
    assertThat(keys.generates()).containsExactly(KeyAlgorithm.P256, KeyAlgorithm.P384);
    assertThatExceptionOfType(TokenException.Unsupported.class)
        .isThrownBy(
            () ->
                keys.generate(
                    TokenUri.parse("piv:slot=9a"),
                    KeyAlgorithm.RSA2048,
                    dev.countersign.device.KeyPolicies.UNKNOWN))
        .withMessageContaining("ROCA");
    card.assertDone();
  }

  @Test
  void originOfPivAppletIsTheOtherWayRound() {
    byte[] point =
        EllipticCurves.encode(
            KeyAlgorithm.P256, ((ECPublicKey) TestKeys.pair(KeyAlgorithm.P256).getPublic()).getW());
    ScriptedChannel card =
        new ScriptedChannel(OTHER, false)
            .on(SELECT, "6113 4F06000010000100 5009 5069764170706C6574 9000")
            .on(CERTIFICATE_9A, "6A82")
            .on("00F7009A 00", "010111 030100 048144 868141" + hex(point) + "9000");
    SigningKey key = key(open(card, PinEntry.none()), "9a");
    assertThat(key.origin()).contains(dev.countersign.device.KeyOrigin.GENERATED);
    card.assertDone();
  }

  @ParameterizedTest
  @ValueSource(strings = {"6D00", "6E00", "6A81", "6A86", "6A88", "9000", "050101 9000"})
  void emptySlotOfACardWithOrWithoutMetadataIsNoKey(String answer) {
    ScriptedChannel card =
        new ScriptedChannel(OTHER, false)
            .on(SELECT, APT)
            .on(CERTIFICATE_9A, "6A82")
            .on("00F7009A 00", answer);
    Token token = open(card, PinEntry.none());
    assertThatExceptionOfType(TokenException.NoKey.class).isThrownBy(() -> key(token, "9a"));
    card.assertDone();
  }

  @Test
  void uriWithoutOrWithAnUnknownSlotIsNoKey() {
    ScriptedChannel card = new ScriptedChannel(OTHER, false).on(SELECT, APT);
    Token token = open(card, PinEntry.none());
    assertThatExceptionOfType(TokenException.NoKey.class)
        .isThrownBy(() -> key(token, "9b"))
        .satisfies(e -> assertThat(e.remedy()).contains("9a, 9c, 9d, 9e"));
    assertThatExceptionOfType(TokenException.NoKey.class)
        .isThrownBy(() -> token.require(KeyManagement.class).certificate(TokenUri.parse("piv:")));
  }

  @Test
  void cardThatTellsNoVersionDoesNotAttest() {
    ScriptedChannel card =
        new ScriptedChannel(OTHER, false).on(SELECT, APT).on("00FD000000", "6D00");
    assertThat(open(card, PinEntry.none()).capability(Attestation.class)).isEmpty();
    card.assertDone();
  }

  @Test
  void driverIsFoundByTheServiceLoader() {
    assertThat(
            java.util.ServiceLoader.load(dev.countersign.device.TokenDriver.class).stream()
                .map(java.util.ServiceLoader.Provider::type))
        .contains(PivDriver.class);
  }
}
