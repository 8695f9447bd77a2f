package dev.countersign.simulator.piv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import dev.countersign.wire.Tlv;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.List;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [YK-PIV], and what firmware without a command answers. */
class VendorCommandsTest {

  @ParameterizedTest
  @ValueSource(strings = {"F6", "F7", "F8", "F9", "FA", "FB", "FD", "FE", "FF"})
  void aPlainCardKnowsNoVendorCommand(String instruction) {
    TestCard card = TestCard.of(Profile.NIST_PIV).select().manage().verify();
    assertThat(card.send("00" + instruction + "0000")).isEqualTo("6D00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"F6", "F7", "F8"})
  void oldFirmwareDoesNotKnowLaterCommands(String instruction) {
    TestCard card = TestCard.of(Profile.YUBIKEY_4_3).select().manage();
    assertThat(card.send("00" + instruction + "0080")).isEqualTo("6D00");
  }

  @ParameterizedTest(name = "{0} {1} -> {2}")
  @CsvSource({
    "YUBIKEY_4_3, 05, 6A80",
    "YUBIKEY_4_3, 16, 6A80",
    "YUBIKEY_4_3, E0, 6A80",
    "YUBIKEY_4_3, E1, 6A80",
    "YUBIKEY_4_3, 06, 9000",
    "YUBIKEY_5_7, E0, 9000",
    "YUBIKEY_5_7, E1, 9000",
    "YUBIKEY_5_7, 15, 6A80",
    "YUBIKEY_5_7, 00, 6A80",
    "NIST_PIV, 06, 6A80",
    "NIST_PIV, E0, 6A80",
    "NIST_PIV, 14, 9000",
  })
  void generatesWhatTheProductHas(Profile profile, String algorithm, String status) {
    TestCard card = TestCard.of(profile).select().manage();
    assertThat(card.whole("0047009A05AC038001" + algorithm)).endsWith(status);
  }

  @ParameterizedTest(name = "{0} {1} -> {2}")
  @CsvSource({
    "YUBIKEY_5_7, 82, 9000",
    "YUBIKEY_5_7, 95, 9000",
    "YUBIKEY_5_7, 96, 6B00",
    "YUBIKEY_5_7, 9B, 6B00",
    "YUBIKEY_5_7, F9, 9000",
    "NIST_PIV, 82, 6A86",
    "NIST_PIV, 9B, 6A86",
    "NIST_PIV, 9E, 9000",
  })
  void generatesWhereTheProductHasAKey(Profile profile, String slot, String status) {
    TestCard card = TestCard.of(profile).select().manage();
    assertThat(card.whole("004700" + slot + "05AC03800111")).endsWith(status);
  }

  @Test
  void importsAnRsaKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    TestCard card = TestCard.of(Profile.YUBIKEY_4_3).select();
    String data = rsa((RSAPrivateCrtKey) pair.getPrivate(), 128);
    assertThat(card.extended("00FE079A", data)).isEqualTo("6982");
    card.manage();
    assertThat(card.extended("00FE079A", data)).isEqualTo("9000");
    card.verify();
    String info =
        "3031300D060960864801650304020105000420"
            + TestCard.hex(MessageDigest.getInstance("SHA-256").digest(new byte[3]));
    byte[] signature =
        TestCard.result(
            card.authenticate("07", "9A", "81", "0001" + "FF".repeat(202) + "00" + info));
    Signature verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(pair.getPublic());
    verifier.update(new byte[3]);
    assertThat(verifier.verify(signature)).isTrue();
  }

  @Test
  void refusesPartsThatAreNotOneRsaKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
    String good = rsa(key, 64);
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    String flipped = good.substring(0, good.length() - 2) + "00";
    String flippedToo = good.substring(0, good.length() - 2) + "01";
    String bad = good.endsWith("00") ? flippedToo : flipped;
    assertThat(card.extended("00FE069A", bad)).isEqualTo("6A80");
    assertThat(card.extended("00FE079A", good)).isEqualTo("6A80");
    assertThat(card.extended("00FE069A", good.substring(0, good.length() - 132))).isEqualTo("6A80");
    assertThat(card.extended("00FE069A", rsa(key, 65))).isEqualTo("6A80");
    assertThat(card.extended("00FE069A", good + "AA0109")).isEqualTo("6A80");
    assertThat(card.extended("00FE069B", good)).isEqualTo("6B00");
    assertThat(card.extended("00FE159A", good)).isEqualTo("6A86");
    assertThat(card.send("00F7009A")).isEqualTo("6A88");
    assertThat(card.extended("00FE069A", good + "AA0101AB0102")).isEqualTo("9000");
    assertThat(card.whole("00F7009A")).startsWith("01010602020102030102");
  }

  /** The key pair of [RFC8032] 7.1 test 1, and the scalar 1, whose point is the generator. */
  @Test
  void importsKeysOnCurves() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    assertThat(
            card.send(
                "00FEE09A220720"
                    + "9D61B19DEFFD5A60BA844AF492EC2CC44449C5697B326919703BAC031CAE7F60"))
        .isEqualTo("9000");
    assertThat(card.send("00F7009A"))
        .isEqualTo(
            "0101E0"
                + "02020201"
                + "030102"
                + "04228620"
                + "D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A"
                + "9000");
    assertThat(card.send("00FE119E220620" + "00".repeat(31) + "01")).isEqualTo("9000");
    assertThat(card.send("00F7009E"))
        .contains(
            "04"
                + "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
                + "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5");
    assertThat(card.send("00FE119E220620" + "00".repeat(32))).isEqualTo("6A80");
    assertThat(card.send("00FE119E220620" + "FF".repeat(32))).isEqualTo("6A80");
    assertThat(card.send("00FE119E210620" + "FF".repeat(31))).isEqualTo("6A80");
    assertThat(card.send("00FE119E220720" + "01".repeat(32))).isEqualTo("6A80");
  }

  /** [RFC7748] 5.2, first vector. */
  @Test
  void anImportedX25519KeyAgreesAsTheVectorSays() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    assertThat(
            card.send(
                "00FEE19D220820"
                    + "A546E36BF0527C9D3B16154B82465EDD62144C0AC1FC5A18506A2244BA449AC4"))
        .isEqualTo("9000");
    card.verify();
    assertThat(
            card.send(
                "0087E19D267C2482008520"
                    + "E6DB6867583030DB3594C1A424B15F7C726624EC26B3353B10A903A6D0AB1C4C"))
        .isEqualTo(
            "7C228220"
                + "C3DA55379DE9C6908E94EA4DF28D084F32ECCF03491C71F754B4075577A28552"
                + "9000");
  }

  @Test
  void movesAndDeletesKeys() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select();
    assertThat(card.send("00F6829A")).isEqualTo("6982");
    card.manage();
    Tlv key = card.generate("9A", "11", "");
    assertThat(card.send("00F6829A")).isEqualTo("9000");
    assertThat(card.send("00F7009A")).isEqualTo("6A88");
    assertThat(card.send("00F70082")).contains(TestCard.hex(key.value()));
    assertThat(card.send("00F6829A")).isEqualTo("6A88");
    assertThat(card.send("00F6F982")).isEqualTo("6B00");
    assertThat(card.send("00F682F9")).isEqualTo("6B00");
    assertThat(card.send("00F6FF82")).isEqualTo("9000");
    assertThat(card.send("00F70082")).isEqualTo("6A88");
    assertThat(card.send("00F6FF82")).isEqualTo("6A88");
  }

  @ParameterizedTest
  @CsvSource({"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void resetNeedsBothBlockedAndKeepsTheAttestationKey(Profile profile) {
    TestCard card = TestCard.of(profile).select().manage();
    card.generate("9A", "11", "");
    card.send("00DB3FFF0C5C035FC10553057003AABBCC");
    card.extended("00FFFFFF", card.algorithm() + "9B18" + "0F".repeat(24));
    String attestation = card.whole("00CB3FFF055C035FFF01");
    assertThat(card.send("00FB0000")).isEqualTo("6985");
    for (int i = 0; i < 3; i++) {
      card.send("0020008008" + "FF".repeat(8));
    }
    assertThat(card.send("00FB0000")).isEqualTo("6985");
    for (int i = 0; i < 3; i++) {
      card.send("002C008010" + "FF".repeat(16));
    }
    assertThat(card.send("00FB0000")).isEqualTo("9000");
    assertThat(card.send("0047009A05AC03800111")).isEqualTo("6982");
    assertThat(card.send("00200080")).isEqualTo("63C3");
    assertThat(card.send("00CB3FFF055C035FC105")).isEqualTo("6A82");
    assertThat(card.whole("00CB3FFF055C035FFF01")).isEqualTo(attestation);
    card.verify().manage();
    assertThat(card.authenticate("11", "9A", "81", "00".repeat(32))).isEqualTo("6A80");
    assertThat(card.send("0024008110" + TestCard.PUK + TestCard.PUK)).isEqualTo("9000");
  }

  private static String rsa(RSAPrivateCrtKey key, int partBytes) {
    StringBuilder data = new StringBuilder();
    int tag = 1;
    for (var part :
        List.of(
            key.getPrimeP(),
            key.getPrimeQ(),
            key.getPrimeExponentP(),
            key.getPrimeExponentQ(),
            key.getCrtCoefficient())) {
      byte[] bytes = BigIntegers.asUnsignedByteArray(partBytes, part);
      data.append(TestCard.hex(new Tlv(tag++, bytes).encode()));
    }
    return data.toString();
  }
}
