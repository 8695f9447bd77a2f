package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decrypting, agreeing, moving and destroying at the terminal. */
class KeyUseCommandsTest {
  private static final byte[] MESSAGE = "a message\n".getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;
  private Cli cli;
  private String pinFile;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    pinFile = cli.file("pin.txt", Cli.FACTORY_PIN + "\n");
  }

  private PublicKey key(String slot, String algorithm, String kind) throws Exception {
    String pem = cli.ok("keys", "generate", "piv:slot=" + slot, "--algorithm", algorithm);
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""));
    return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
  }

  private static void assertFails(Cli.Result result, int code, String... parts) {
    assertThat(result.code()).as(result.toString()).isEqualTo(code);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    for (String part : parts) {
      assertThat(result.err()).contains(part);
    }
  }

  private static byte[] encrypt(PublicKey key, String padding) throws Exception {
    if (padding.equals("pkcs1")) {
      Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
      cipher.init(Cipher.ENCRYPT_MODE, key);
      return cipher.doFinal(MESSAGE);
    }
    String hash = padding.replace("oaep-sha", "SHA-");
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        key,
        new OAEPParameterSpec(
            hash, "MGF1", new MGF1ParameterSpec(hash), PSource.PSpecified.DEFAULT));
    return cipher.doFinal(MESSAGE);
  }

  /** A block whose padding is that of a signature: what any other padding leaves is chance. */
  private static byte[] encryptSignature(PublicKey key) throws Exception {
    byte[] padded = new byte[256];
    Arrays.fill(padded, 2, 255 - MESSAGE.length, (byte) 0xFF);
    padded[1] = 1;
    System.arraycopy(MESSAGE, 0, padded, 256 - MESSAGE.length, MESSAGE.length);
    Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, key);
    return cipher.doFinal(padded);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pkcs1", "oaep-sha1", "oaep-sha256", "oaep-sha384", "oaep-sha512"})
  void decrypts(String padding) throws Exception {
    PublicKey key = key("9d", "rsa2048", "RSA");
    String block = cli.file("block", encrypt(key, padding));
    String[] decrypt = {
      "keys", "decrypt", "piv:slot=9d", "--padding", padding, "--in", block, "--pin-file", pinFile
    };
    assertThat(cli.ok(decrypt)).isEqualTo("a message\n");
    String[] toFile = Arrays.copyOf(decrypt, decrypt.length + 2);
    toFile[decrypt.length] = "--out";
    toFile[decrypt.length + 1] = cli.path("message");
    assertThat(cli.ok(toFile)).isEmpty();
    assertThat(Files.readAllBytes(directory.resolve("message"))).isEqualTo(MESSAGE);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("message"))))
        .isEqualTo("rw-------");
  }

  @Test
  void whatWasNotEncryptedForThisKey() throws Exception {
    PublicKey key = key("9d", "rsa2048", "RSA");
    String block = cli.file("block", encryptSignature(key));
    String[] decrypt = {
      "keys", "decrypt", "piv:slot=9d", "--padding", "pkcs1", "--in", block, "--pin-file", pinFile
    };
    assertFails(cli.run(decrypt), 1, "not made for this key and padding");
    decrypt[6] = cli.file("short", "abc");
    assertFails(cli.run(decrypt), 2, "give what was encrypted for this key".substring(5));
    decrypt[6] = cli.file("long", new byte[5000]);
    assertFails(cli.run(decrypt), 2, "more than 4096 bytes");
    decrypt[4] = "none";
    assertFails(cli.run(decrypt), 2, "none", "pkcs1");
    assertFails(
        cli.run("keys", "decrypt", "piv:slot=9a", "--padding", "pkcs1", "--in", block), 3, "9a");
  }

  @Test
  void keyThatDoesNotDecrypt() throws Exception {
    key("9d", "p256", "EC");
    cli.input = new byte[256];
    assertFails(
        cli.run("keys", "decrypt", "piv:slot=9d", "--padding", "pkcs1"), 2, "does not decrypt");
  }

  @ParameterizedTest
  @CsvSource({
    "p256, EC, EC, secp256r1, ECDH",
    "p384, EC, EC, secp384r1, ECDH",
    "x25519, X25519, X25519, X25519, X25519"
  })
  void derives(String algorithm, String factory, String kind, String curve, String agreement)
      throws Exception {
    PublicKey key = key("9d", algorithm, factory);
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
    generator.initialize(
        kind.equals("EC") ? new ECGenParameterSpec(curve) : new NamedParameterSpec(curve));
    KeyPair peer = generator.generateKeyPair();
    KeyAgreement expected = KeyAgreement.getInstance(agreement);
    expected.init(peer.getPrivate());
    expected.doPhase(key, true);
    byte[] secret = expected.generateSecret();
    String file = cli.file("peer.der", peer.getPublic().getEncoded());
    String[] derive = {
      "keys", "derive", "piv:slot=9d", "--peer", file, "--pin-file", pinFile, "--format", "hex"
    };
    Cli.Result result = cli.run(derive);
    assertThat(result.out()).isEqualTo(HexFormat.of().formatHex(secret) + "\n");
    assertThat(result.err()).contains("key derivation function");
    derive[8] = "base64";
    assertThat(cli.ok(derive)).isEqualTo(Base64.getEncoder().encodeToString(secret) + "\n");
    derive[8] = "raw";
    String[] toFile = Arrays.copyOf(derive, derive.length + 2);
    toFile[derive.length] = "--out";
    toFile[derive.length + 1] = cli.path("secret");
    cli.ok(toFile);
    assertThat(Files.readAllBytes(directory.resolve("secret"))).isEqualTo(secret);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("secret"))))
        .isEqualTo("rw-------");
  }

  @Test
  void derivesWithACertificateAndRefusesOtherKinds() throws Exception {
    key("9d", "p256", "EC");
    key("9a", "p256", "EC");
    key("9c", "p384", "EC");
    key("82", "rsa2048", "RSA");
    String certificate = cli.path("a.crt");
    cli.ok(
        "keys",
        "certificate",
        "self-sign",
        "piv:slot=9a",
        "--subject",
        "CN=a",
        "--pin-file",
        pinFile,
        "--out",
        certificate);
    String[] derive = {
      "keys", "derive", "piv:slot=9d", "--peer", certificate, "--pin-file", pinFile
    };
    assertThat(cli.ok(derive)).matches("[0-9a-f]{64}\n");
    String der =
        cli.file(
            "a.der",
            Base64.getMimeDecoder()
                .decode(Files.readString(Path.of(certificate)).replaceAll("-----.*-----", "")));
    derive[4] = der;
    assertThat(cli.ok(derive)).matches("[0-9a-f]{64}\n");
    derive[4] = cli.file("c.pem", cli.ok("keys", "public", "piv:slot=9c"));
    assertFails(cli.run(derive), 2, "is not of the kind p256", "the same curve");
    derive[2] = "piv:slot=82";
    assertFails(cli.run(derive), 2, "RSA key");
    derive[4] = cli.file("nothing", "nothing");
    assertFails(cli.run(derive), 2, "holds no public key");
  }

  private void certified(String slot) throws Exception {
    key(slot, "p256", "EC");
    cli.ok(
        "keys",
        "certificate",
        "self-sign",
        "piv:slot=" + slot,
        "--subject",
        "CN=" + slot,
        "--pin-file",
        pinFile);
  }

  @Test
  void movesAKeyWithItsCertificate() throws Exception {
    certified("9d");
    Cli.Result result = cli.run("keys", "move", "piv:slot=9d", "piv:slot=82");
    assertThat(result.err())
        .isEqualTo("The key of piv:serial=11;slot=9d is in piv:serial=11;slot=82 now.\n");
    assertThat(cli.ok("keys", "list")).contains("slot=82", "CN=9d").doesNotContain("slot=9d");
    assertFails(cli.run("keys", "move", "piv:slot=9d", "piv:slot=83"), 3, "no key in slot 9d");
    certified("9d");
    assertFails(
        cli.run("keys", "move", "piv:slot=9d", "piv:slot=82"), 1, "would be lost", "--overwrite");
    cli.ok("keys", "move", "piv:slot=9d", "piv:serial=11;slot=82", "--overwrite");
    assertThat(cli.ok("keys", "list").lines()).hasSize(2);
  }

  @Test
  void movesNothingWrongly() throws Exception {
    certified("9d");
    assertFails(cli.run("keys", "move", "piv:slot=9d", "piv:slot=9D"), 2, "another slot");
    assertFails(cli.run("keys", "move", "piv:slot=9d", "piv:slot=f9"), 2, "no slot for keys");
    assertFails(cli.run("keys", "move", "piv:slot=9d", "piv:slot=00"), 2, "no slot for keys");
    assertFails(cli.run("keys", "move", "piv:slot=9d", "piv:"), 2, "names no slot");
    assertFails(
        cli.run("keys", "move", "piv:slot=9d", "piv:serial=12;slot=82"), 2, "another token");
    assertThat(cli.ok("keys", "list")).contains("slot=9d", "CN=9d");
  }

  @Test
  void deletesAKeyWhenThatIsMeant() throws Exception {
    certified("82");
    assertFails(
        cli.run("keys", "delete", "piv:slot=82"),
        2,
        "would destroy the key of the kind p256 and the certificate for CN=82",
        "piv:serial=11;slot=82",
        "--destroy-key");
    assertThat(cli.ok("keys", "list")).contains("slot=82");
    cli.ok("keys", "delete", "piv:slot=82", "--destroy-key");
    assertThat(cli.run("keys", "list").err()).contains("no key yet");
    assertThat(cli.run("keys", "certificate", "export", "piv:slot=82").code()).isEqualTo(3);
    assertFails(cli.run("keys", "delete", "piv:slot=82"), 3, "no key in slot 82");
    assertFails(cli.run("keys", "delete", "piv:slot=82", "--destroy-key"), 3, "no key in slot 82");
    assertFails(cli.run("keys", "delete", "piv:slot=f9", "--destroy-key"), 2, "no slot for keys");
  }
}
