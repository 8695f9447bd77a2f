package dev.countersign.junit.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.PinRequest;
import dev.countersign.simulator.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulated token judged by OpenSC, over keys that our driver made. */
@Tag("native")
@Timeout(120)
class OpenScTest {
  private static final int CHUID = 0x5FC102;
  private static final int KEY_HISTORY = 0x5FC10C;
  private static final String GUID = "00112233445566778899AABBCCDDEEFF";

  @TempDir private Path home;

  private PeerReader reader;
  private Pkcs11Tool pkcs11;

  private void insert(Profile profile) throws Exception {
    reader = new PeerReader(profile);
    pkcs11 = new Pkcs11Tool(home, "opensc-pkcs11.so", "opensc-pkcs11");
  }

  @AfterEach
  void remove() {
    if (reader != null) {
      reader.close();
    }
  }

  private Program.Result tool(String name, Object... arguments)
      throws IOException, InterruptedException {
    return Program.of(name, "opensc", home).always("--reader", reader.name()).succeeds(arguments);
  }

  private X509Certificate certificate(String id) throws Exception {
    return Pem.certificate(tool("pkcs15-tool", "--read-certificate", id).output());
  }

  private PublicKey publicKey(String id) throws Exception {
    return Pem.publicKey(tool("pkcs15-tool", "--read-public-key", id).output());
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void tellsWhichCardItIs(Profile profile) throws Exception {
    insert(profile);
    byte[] chuid =
        HexFormat.of()
            .parseHex(
                "3019D4E739DA739CED39CE739D836858210842108421C84210C3EB3410"
                    + GUID
                    + "350832303330303130313E00FE00");
    reader.administration().writeObject(CHUID, chuid);
    assertThat(tool("opensc-tool", "--name").text())
        .isEqualTo("Personal Identity Verification Card\n");
    assertThat(tool("opensc-tool", "--atr").text())
        .isEqualTo(HexFormat.ofDelimiter(":").formatHex(reader.card().atr()) + "\n");
    assertThat(tool("piv-tool", "--name").text())
        .isEqualTo("Personal Identity Verification Card\n");
    assertThat(tool("piv-tool", "--serial").text())
        .startsWith(HexFormat.ofDelimiter(" ").withUpperCase().formatHex(hex(GUID)));
    assertThat(reader.administration().status().guid()).hasValue(GUID.toLowerCase(Locale.ROOT));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void signsAndDecryptsWithRsaKeys(Profile profile) throws Exception {
    insert(profile);
    if (profile == Profile.YUBIKEY_5_7) {
      reader.withTripleDes(); // OpenSC's random numbers are challenges by a 3DES management key
    }
    X509Certificate signing = reader.makeKey("9c", KeyAlgorithm.RSA2048);
    X509Certificate decrypting = reader.makeKey("9d", KeyAlgorithm.RSA2048);
    assertThat(tool("pkcs15-tool", "--list-keys").text())
        .contains("SIGN key", "KEY MAN key", "Key ref        : 156 (0x9C)", "ModLength      : 2048")
        .doesNotContain("PIV AUTH");
    assertThat(tool("pkcs15-tool", "--list-certificates").text())
        .contains("Certificate for Digital Signature", "Certificate for Key Management");
    assertThat(certificate("02")).isEqualTo(signing);
    assertThat(certificate("03")).isEqualTo(decrypting);
    assertThat(publicKey("03")).isEqualTo(decrypting.getPublicKey());
    assertThat(pkcs11.loggedIn("--test").succeeded().all())
        .contains("No errors", "SHA256-RSA-PKCS: OK", "RSA-PKCS-OAEP", "RSA-X-509: OK");

    pkcs11.assertSigns("02", "SHA256-RSA-PKCS", signing.getPublicKey());
    pkcs11.assertSigns("02", "SHA256-RSA-PKCS", signing.getPublicKey());
    byte[] secret = "a secret".getBytes(UTF_8);
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    cipher.init(Cipher.ENCRYPT_MODE, decrypting.getPublicKey());
    Path encrypted = Files.write(home.resolve("encrypted"), cipher.doFinal(secret));
    Path decrypted = home.resolve("decrypted");
    pkcs11
        .loggedIn(
            "--decrypt",
            "--id",
            "03",
            "--mechanism",
            "RSA-PKCS",
            "--input-file",
            encrypted,
            "--output-file",
            decrypted)
        .succeeded();
    assertThat(decrypted).hasBinaryContent(secret);
    reader.assertSigns("9c", signing.getPublicKey());
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void signsAndAgreesWithKeysOnCurves(Profile profile) throws Exception {
    insert(profile);
    X509Certificate p256 = reader.makeKey("9a", KeyAlgorithm.P256);
    X509Certificate always = reader.makeKey("9c", KeyAlgorithm.P256);
    X509Certificate agreeing = reader.makeKey("9d", KeyAlgorithm.P256);
    X509Certificate p384 = reader.makeKey("9e", KeyAlgorithm.P384);
    assertThat(tool("pkcs15-tool", "--list-keys").text())
        .contains("PIV AUTH key", "SIGN key", "KEY MAN key", "CARD AUTH key");
    assertThat(certificate("01")).isEqualTo(p256);
    assertThat(publicKey("01")).isEqualTo(p256.getPublicKey());
    assertThat(publicKey("04")).isEqualTo(p384.getPublicKey());
    String objects = pkcs11.loggedIn("--list-objects", "--type", "privkey").succeeded().text();
    assertThat(objects).contains("PIV AUTH key");
    assertThat(objects.substring(objects.indexOf("SIGN key"))).contains("always authenticate");

    pkcs11.assertSigns("01", "ECDSA-SHA256", p256.getPublicKey());
    pkcs11.assertSigns("02", "ECDSA-SHA256", always.getPublicKey());
    pkcs11.assertSigns("02", "ECDSA-SHA256", always.getPublicKey());
    pkcs11.assertSigns("04", "ECDSA-SHA256", p384.getPublicKey());

    KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
    curve.initialize(256);
    KeyPair peer = curve.generateKeyPair();
    Path point = Files.write(home.resolve("peer.der"), peer.getPublic().getEncoded());
    Path derived = home.resolve("derived");
    pkcs11
        .loggedIn(
            "--derive",
            "--id",
            "03",
            "--mechanism",
            "ECDH1-DERIVE",
            "--input-file",
            point,
            "--output-file",
            derived)
        .succeeded();
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(peer.getPrivate());
    agreement.doPhase(agreeing.getPublicKey(), true);
    assertThat(derived).hasBinaryContent(agreement.generateSecret());
    reader.assertSigns("9a", p256.getPublicKey());
    reader.assertSigns("9c", always.getPublicKey());
  }

  /**
   * OpenSC believes the key history alone, which our driver keeps true; the programs of the token's
   * maker do not write it.
   */
  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void retiredKeysShowSinceTheKeyHistoryNamesThem(Profile profile) throws Exception {
    insert(profile);
    X509Certificate first = reader.makeKey("82", KeyAlgorithm.P256);
    X509Certificate second = reader.makeKey("83", KeyAlgorithm.P384);
    assertThat(tool("pkcs15-tool", "--list-certificates").text())
        .contains("Retired Certificate for Key Management 1")
        .contains("Retired Certificate for Key Management 2")
        .doesNotContain("Retired Certificate for Key Management 3");
    assertThat(certificate("05")).isEqualTo(first);
    assertThat(certificate("06")).isEqualTo(second);
    assertThat(tool("pkcs15-tool", "--list-keys").text()).contains("Retired KEY MAN 2");
    assertThat(publicKey("06")).isEqualTo(second.getPublicKey());
    reader.administration().writeObject(KEY_HISTORY, new byte[0]);
    assertThat(tool("pkcs15-tool", "--list-certificates").text()).doesNotContain("Retired");
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void wrongPinCostsOneTryAndTheBlockedPinIsSaid(Profile profile) throws Exception {
    insert(profile);
    reader.makeKey("9a", KeyAlgorithm.P256);
    for (int left = 2; left >= 0; left--) {
      assertThat(pkcs11.run("--login", "--pin", "000000", "--list-objects").failed().all())
          .containsAnyOf("CKR_PIN_INCORRECT", "CKR_PIN_LOCKED");
      assertThat(reader.pinTriesLeft()).isEqualTo(left);
    }
    assertThat(pkcs11.loggedIn("--list-objects").failed().all()).contains("CKR_PIN_LOCKED");
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void changesAndUnblocksThePin(Profile profile) throws Exception {
    insert(profile);
    PublicKey key = reader.makeKey("9a", KeyAlgorithm.P256).getPublicKey();
    tool("pkcs15-tool", "--change-pin", "--pin", "123456", "--new-pin", "654321");
    reader.pins().answer(PinRequest.Kind.PIN, "654321");
    reader.assertSigns("9a", key);
    tool("pkcs15-tool", "--unblock-pin", "--puk", "12345678", "--new-pin", "123456");
    pkcs11.assertSigns("01", "ECDSA-SHA256", key);
    assertThat(reader.token().require(KeyManagement.class).certificate(PeerReader.slot("9a")))
        .isPresent();
  }
}
