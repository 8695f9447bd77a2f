package dev.countersign.simulator.piv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import dev.countersign.wire.Tlv;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The JDK judges signatures, decryption and key agreement. */
class KeyUseTest {
  private static final byte[] MESSAGE = "Countersign".getBytes(StandardCharsets.UTF_8);

  /** DigestInfo of SHA-256 ([RFC8017] 9.2). */
  private static final String SHA256_INFO = "3031300D060960864801650304020105000420";

  @Test
  void rsa1024Signs() throws Exception {
    signsWithRsa(Profile.YUBIKEY_5_7, "06", 1024);
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void rsa2048Signs(Profile profile) throws Exception {
    signsWithRsa(profile, "07", 2048);
  }

  @Test
  @Tag("slow")
  void rsa3072Signs() throws Exception {
    signsWithRsa(Profile.YUBIKEY_5_7, "05", 3072);
  }

  @Test
  @Tag("slow")
  void rsa4096Signs() throws Exception {
    signsWithRsa(Profile.YUBIKEY_5_7, "16", 4096);
  }

  private static void signsWithRsa(Profile profile, String algorithm, int bits) throws Exception {
    TestCard card = TestCard.of(profile).select().manage();
    Tlv generated = card.generate("9A", algorithm, "");
    RSAPublicKey key = (RSAPublicKey) PublicKeys.rsa(generated);
    assertThat(key.getModulus().bitLength()).isEqualTo(bits);
    card.verify();
    String info = SHA256_INFO + TestCard.hex(MessageDigest.getInstance("SHA-256").digest(MESSAGE));
    String block = "0001" + "FF".repeat(bits / 8 - 3 - info.length() / 2) + "00" + info;
    byte[] signature = TestCard.result(card.authenticate(algorithm, "9A", "81", block));
    assertThat(verifies("SHA256withRSA", key, signature)).isTrue();
    signature[9] ^= 1;
    assertThat(verifies("SHA256withRSA", key, signature)).isFalse();
  }

  @Test
  void rsaDeciphers() throws Exception {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    PublicKey key = PublicKeys.rsa(card.generate("9D", "06", ""));
    card.verify();
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    cipher.init(Cipher.ENCRYPT_MODE, key);
    String secret = TestCard.hex(cipher.doFinal(MESSAGE));
    String block = TestCard.hex(TestCard.result(card.authenticate("06", "9D", "81", secret)));
    assertThat(block).startsWith("0002").endsWith("00" + TestCard.hex(MESSAGE)).hasSize(256);
  }

  @Test
  void chainedShortCommandsDoWhatOneExtendedDoes() throws Exception {
    TestCard card = TestCard.of(Profile.NIST_PIV).select().manage();
    RSAPublicKey key = (RSAPublicKey) PublicKeys.rsa(card.generate("9A", "07", ""));
    card.verify();
    String data = "7C82010682008182" + "0100" + "00".repeat(255) + "02";
    assertThat(card.send("1087079AFF" + data.substring(0, 510))).isEqualTo("9000");
    String rest = data.substring(510);
    String answer = card.whole("0087079A%02X".formatted(rest.length() / 2) + rest + "00");
    java.math.BigInteger signature = new java.math.BigInteger(1, TestCard.result(answer));
    assertThat(signature.modPow(key.getPublicExponent(), key.getModulus()))
        .isEqualTo(java.math.BigInteger.TWO);
  }

  @ParameterizedTest
  @CsvSource({"11, secp256r1, SHA-256, SHA256withECDSA", "14, secp384r1, SHA-384, SHA384withECDSA"})
  void ecdsaSigns(String algorithm, String curve, String digest, String name) throws Exception {
    for (Profile profile : Profile.withPiv()) {
      TestCard card = TestCard.of(profile).select().manage();
      PublicKey key = PublicKeys.ec(card.generate("9A", algorithm, ""), curve);
      card.verify();
      String hash = TestCard.hex(MessageDigest.getInstance(digest).digest(MESSAGE));
      byte[] signature = TestCard.result(card.authenticate(algorithm, "9A", "81", hash));
      assertThat(verifies(name, key, signature)).isTrue();
      signature[signature.length - 1] ^= 1;
      assertThat(verifies(name, key, signature)).isFalse();
    }
  }

  @Test
  void ecdsaTakesADigestShorterThanTheFieldAndNoneThatIsLonger() throws Exception {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    PublicKey key = PublicKeys.ec(card.generate("9A", "11", ""), "secp256r1");
    card.verify();
    String sha1 = TestCard.hex(MessageDigest.getInstance("SHA-1").digest(MESSAGE));
    byte[] signature = TestCard.result(card.authenticate("11", "9A", "81", sha1));
    assertThat(verifies("SHA1withECDSA", key, signature)).isTrue();
    assertThat(card.authenticate("11", "9A", "81", "11".repeat(33))).isEqualTo("6A80");
    assertThat(card.authenticate("11", "9A", "81", "")).isEqualTo("6A80");
  }

  @Test
  void ed25519SignsTheWholeMessage() throws Exception {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    PublicKey key = PublicKeys.edwards(card.generate("9A", "E0", ""), "Ed25519");
    card.verify();
    byte[] signature = TestCard.result(card.authenticate("E0", "9A", "81", TestCard.hex(MESSAGE)));
    assertThat(signature).hasSize(64);
    assertThat(verifies("Ed25519", key, signature)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"11, secp256r1", "14, secp384r1"})
  void agreesOnASecret(String algorithm, String curve) throws Exception {
    TestCard card = TestCard.of(Profile.YUBIKEY_4_3).select().manage();
    PublicKey key = PublicKeys.ec(card.generate("9D", algorithm, ""), curve);
    card.verify();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    KeyPair ours = generator.generateKeyPair();
    int field = curve.equals("secp256r1") ? 32 : 48;
    var point = ((ECPublicKey) ours.getPublic()).getW();
    String encoded =
        "04"
            + TestCard.hex(BigIntegers.asUnsignedByteArray(field, point.getAffineX()))
            + TestCard.hex(BigIntegers.asUnsignedByteArray(field, point.getAffineY()));
    byte[] theirs = TestCard.result(card.authenticate(algorithm, "9D", "85", encoded));
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(ours.getPrivate());
    agreement.doPhase(key, true);
    assertThat(theirs).isEqualTo(agreement.generateSecret());
    byte[] offCurve = TestCard.bytes(encoded);
    offCurve[offCurve.length - 1] ^= 1;
    assertThat(card.authenticate(algorithm, "9D", "85", TestCard.hex(offCurve))).isEqualTo("6A80");
    assertThat(card.authenticate(algorithm, "9D", "85", encoded + "00")).isEqualTo("6A80");
    assertThat(card.authenticate(algorithm, "9D", "81", encoded)).isEqualTo("6A80");
  }

  @Test
  void x25519AgreesOnASecret() throws Exception {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    PublicKey key = PublicKeys.edwards(card.generate("9D", "E1", ""), "X25519");
    card.verify();
    KeyPair ours = KeyPairGenerator.getInstance("X25519").generateKeyPair();
    byte[] u = BigIntegers.asUnsignedByteArray(32, ((XECPublicKey) ours.getPublic()).getU());
    byte[] little = new byte[32];
    for (int i = 0; i < 32; i++) {
      little[i] = u[31 - i];
    }
    byte[] theirs = TestCard.result(card.authenticate("E1", "9D", "85", TestCard.hex(little)));
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(ours.getPrivate());
    agreement.doPhase(key, true);
    assertThat(theirs).isEqualTo(agreement.generateSecret());
    assertThat(card.authenticate("E1", "9D", "85", "00".repeat(32))).isEqualTo("6A80");
    assertThat(card.authenticate("E1", "9D", "81", "00".repeat(32))).isEqualTo("6A80");
  }

  @Test
  void rsaRefusesBlocksThatDoNotFitTheModulus() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    card.generate("9A", "06", "");
    card.verify();
    assertThat(card.authenticate("06", "9A", "81", "00".repeat(127))).isEqualTo("6A80");
    assertThat(card.authenticate("06", "9A", "81", "00".repeat(129))).isEqualTo("6A80");
    assertThat(card.authenticate("06", "9A", "81", "FF".repeat(128))).isEqualTo("6A80");
    assertThat(card.authenticate("06", "9A", "85", "00".repeat(128))).isEqualTo("6A80");
  }

  @Test
  void absentKeysAndOtherAlgorithmsAreToldAsTheProductTellsThem() {
    TestCard yubikey = TestCard.of(Profile.YUBIKEY_5_7).select().manage().verify();
    assertThat(yubikey.authenticate("11", "9A", "81", "00".repeat(32))).isEqualTo("6A80");
    yubikey.generate("9A", "11", "");
    assertThat(yubikey.authenticate("14", "9A", "81", "00".repeat(32))).isEqualTo("6A80");
    assertThat(yubikey.authenticate("11", "9F", "81", "00".repeat(32))).isEqualTo("6B00");
    assertThat(yubikey.authenticate("11", "F9", "81", "00".repeat(32))).isEqualTo("6B00");
    TestCard plain = TestCard.of(Profile.NIST_PIV).select().manage().verify();
    assertThat(plain.authenticate("11", "9A", "81", "00".repeat(32))).isEqualTo("6A86");
    assertThat(plain.authenticate("11", "9F", "81", "00".repeat(32))).isEqualTo("6A86");
  }

  @Test
  void theLengthOfAnRsaResultIsTheModulusEvenForSmallNumbers() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    card.generate("9A", "06", "");
    card.verify();
    byte[] one = new byte[128];
    one[127] = 1;
    assertThat(TestCard.result(card.authenticate("06", "9A", "81", TestCard.hex(one))))
        .isEqualTo(Arrays.copyOf(one, 128));
  }

  private static boolean verifies(String name, PublicKey key, byte[] signature) throws Exception {
    Signature verifier = Signature.getInstance(name);
    verifier.initVerify(key);
    verifier.update(MESSAGE);
    try {
      return verifier.verify(signature);
    } catch (java.security.SignatureException e) {
      return false;
    }
  }
}
