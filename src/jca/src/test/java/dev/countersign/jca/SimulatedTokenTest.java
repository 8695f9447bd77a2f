package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.TokenException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import jdk.security.jarsigner.JarSigner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider over a simulated PIV token: driver, lane and APDUs as with a real one. */
class SimulatedTokenTest {
  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);
  private static final X509Certificate ALICE =
      TestKeys.certificate("CN=alice", TestKeys.P256.getPublic());

  private final SimulatedPiv piv =
      new SimulatedPiv()
          .key("9a", TestKeys.P256, ALICE)
          .key("9c", TestKeys.RSA)
          .key("9e", TestKeys.ED25519)
          .key("82", TestKeys.X25519)
          .key("83", TestKeys.P384);
  private final Provider provider = new CountersignProvider(piv.tokens());

  @AfterEach
  void close() {
    piv.close();
  }

  private KeyStore store(String pin) throws Exception {
    KeyStore store = KeyStore.getInstance("Countersign", provider);
    store.load(null, pin.toCharArray());
    return store;
  }

  private PrivateKey handle(String slot) throws Exception {
    return (PrivateKey) store(SimulatedPiv.PIN).getKey("piv:slot=" + slot, null);
  }

  private byte[] sign(String algorithm, PrivateKey key) throws Exception {
    Signature signature = Signature.getInstance(algorithm, provider);
    signature.initSign(key);
    signature.update(MESSAGE);
    return signature.sign();
  }

  private static boolean verify(String algorithm, KeyPair pair, byte[] message, byte[] made)
      throws Exception {
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(pair.getPublic());
    verifier.update(message);
    try {
      return verifier.verify(made);
    } catch (SignatureException e) {
      return false;
    }
  }

  @Test
  void keysAreListedWithAndWithoutCertificate() throws Exception {
    KeyStore store = store(SimulatedPiv.PIN);
    assertThat(Collections.list(store.aliases()))
        .containsExactlyInAnyOrder(
            "piv:serial=12345678;slot=9a",
            "piv:serial=12345678;slot=9c",
            "piv:serial=12345678;slot=9e",
            "piv:serial=12345678;slot=82",
            "piv:serial=12345678;slot=83");
    assertThat(store.getCertificateChain("piv:slot=9a")).containsExactly(ALICE);
    assertThat(store.getCertificateChain("piv:slot=9c")).isNull();
    assertThat(store.getCertificateAlias(ALICE)).isEqualTo("piv:serial=12345678;slot=9a");
    assertThat(store.getKey("piv:slot=9c", null).getEncoded()).isNull();
  }

  private static KeyPair pair(String slot) {
    return switch (slot) {
      case "9a" -> TestKeys.P256;
      case "9c" -> TestKeys.RSA;
      case "83" -> TestKeys.P384;
      default -> TestKeys.ED25519;
    };
  }

  @ParameterizedTest
  @CsvSource({
    "SHA1withRSA, 9c",
    "SHA512withRSA, 9c",
    "NONEwithRSA, 9c",
    "SHA1withECDSA, 9a",
    "SHA512withECDSA, 9a",
    "SHA384withECDSAinP1363Format, 83",
    "SHA512withECDSA, 83",
    "NONEwithECDSA, 9a",
    "Ed25519, 9e",
  })
  void alteredMessagesAndSignaturesDoNotVerify(String algorithm, String slot) throws Exception {
    byte[] made = sign(algorithm, handle(slot));
    assertThat(verify(algorithm, pair(slot), MESSAGE, made)).isTrue();
    byte[] message = MESSAGE.clone();
    message[0] ^= 1;
    assertThat(verify(algorithm, pair(slot), message, made)).isFalse();
    for (int at = 0; at < made.length; at += 7) {
      byte[] altered = made.clone();
      altered[at] ^= 1;
      assertThat(verify(algorithm, pair(slot), MESSAGE, altered)).as("byte %d", at).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 19, 20, 28, 31, 33, 48, 63, 64})
  void noneWithEcdsaTakesHashesOfAnyLength(int length) throws Exception {
    byte[] hash = new byte[length];
    java.util.Arrays.fill(hash, (byte) 0xA7);
    Signature signature = Signature.getInstance("NONEwithECDSA", provider);
    signature.initSign(handle("9a"));
    signature.update(hash);
    byte[] made = signature.sign();
    assertThat(verify("NONEwithECDSA", TestKeys.P256, hash, made)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RSA/ECB/PKCS1Padding",
        "RSA/ECB/OAEPPadding",
        "RSA/ECB/OAEPWithSHA-256AndMGF1Padding"
      })
  void decryptsAndRefusesWrongPadding(String transformation) throws Exception {
    Cipher encrypter = Cipher.getInstance(transformation, "SunJCE");
    encrypter.init(Cipher.ENCRYPT_MODE, TestKeys.RSA.getPublic());
    byte[] ciphertext = encrypter.doFinal(MESSAGE);
    Cipher decrypter = Cipher.getInstance(transformation, provider);
    decrypter.init(Cipher.DECRYPT_MODE, handle("9c"));
    assertThat(decrypter.doFinal(ciphertext)).isEqualTo(MESSAGE);
    assertThatThrownBy(() -> decrypter.doFinal(TestKeys.wronglyPadded()))
        .isInstanceOf(BadPaddingException.class)
        .hasCauseInstanceOf(TokenException.BadData.class);
  }

  @ParameterizedTest
  @CsvSource({"ECDH, 9a", "ECDH, 83", "X25519, 82"})
  void agreesWithSoftware(String name, String slot) throws Exception {
    KeyPair own = slot.equals("82") ? TestKeys.X25519 : pair(slot);
    KeyPair peer =
        switch (slot) {
          case "9a" -> TestKeys.PEER;
          case "83" -> TestKeys.ec("secp384r1");
          default -> TestKeys.named("X25519");
        };
    KeyAgreement token = KeyAgreement.getInstance(name, provider);
    token.init(handle(slot));
    token.doPhase(peer.getPublic(), true);
    KeyAgreement software = KeyAgreement.getInstance(name, "SunEC");
    software.init(peer.getPrivate());
    software.doPhase(own.getPublic(), true);
    assertThat(token.generateSecret()).isEqualTo(software.generateSecret());
  }

  @Test
  void severalThreadsShareOneToken() throws Exception {
    KeyStore store = store(SimulatedPiv.PIN);
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Callable<Boolean>> work = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String slot = i % 3 == 0 ? "9a" : i % 3 == 1 ? "9c" : "9e";
        String algorithm =
            i % 3 == 0 ? "SHA256withECDSA" : i % 3 == 1 ? "SHA256withRSA" : "Ed25519";
        work.add(
            () -> {
              PrivateKey key = (PrivateKey) store.getKey("piv:slot=" + slot, null);
              return verify(algorithm, pair(slot), MESSAGE, sign(algorithm, key));
            });
      }
      for (Future<Boolean> done : threads.invokeAll(work)) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"remove@1", "reset@2", "truncate@2", "garbage@2", "status:6F00@2"})
  void whatGoesWrongOnTheTokenIsTheCause(String fault) throws Exception {
    PrivateKey key = handle("9a");
    piv.faults(fault);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 3; i++) {
                sign("SHA256withECDSA", key);
              }
            })
        .isInstanceOf(SignatureException.class)
        .hasCauseInstanceOf(TokenException.class)
        .hasMessageContaining("piv:serial=12345678");
  }

  @Test
  void aTokenThatIsPulledOutMidUseWorksWhenItIsBack() throws Exception {
    PrivateKey key = handle("9a");
    sign("SHA256withECDSA", key);
    piv.remove();
    assertThatThrownBy(() -> sign("SHA256withECDSA", key))
        .isInstanceOf(SignatureException.class)
        .hasCauseInstanceOf(TokenException.Removed.class);
    piv.insert();
    byte[] made = sign("SHA256withECDSA", key);
    assertThat(verify("SHA256withECDSA", TestKeys.P256, MESSAGE, made)).isTrue();
  }

  @Test
  void aWrongPinCostsOneTry() throws Exception {
    KeyStore store = store("000000");
    PrivateKey key = (PrivateKey) store.getKey("piv:slot=9a", null);
    assertThatThrownBy(() -> sign("SHA256withECDSA", key))
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining("wrong PIN, 2 tries left")
        .hasMessageNotContaining("000000")
        .hasCauseInstanceOf(TokenException.WrongPin.class);
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> sign("SHA256withECDSA", key))
          .isInstanceOf(SignatureException.class)
          .hasCauseInstanceOf(TokenException.PinNotGiven.class);
    }
    byte[] made = sign("SHA256withECDSA", handle("9a"));
    assertThat(verify("SHA256withECDSA", TestKeys.P256, MESSAGE, made)).isTrue();
  }

  @Test
  void aCertificateIsStoredOnTheToken() throws Exception {
    KeyStore store = store(SimulatedPiv.PIN);
    X509Certificate certificate = TestKeys.certificate("CN=bob", TestKeys.RSA.getPublic());
    store.setKeyEntry(
        "piv:slot=9c",
        store.getKey("piv:slot=9c", null),
        null,
        new Certificate[] {certificate, TestKeys.CA_CERTIFICATE});
    assertThat(store(SimulatedPiv.PIN).getCertificateChain("piv:slot=9c"))
        .containsExactly(certificate);
  }

  @Test
  void aJarIsSignedOnTheToken(@TempDir Path directory) throws Exception {
    Path plain = directory.resolve("plain.jar");
    try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(plain))) {
      jar.putNextEntry(new ZipEntry("content"));
      jar.write(MESSAGE);
    }
    Path signed = directory.resolve("signed.jar");
    JarSigner signer =
        new JarSigner.Builder(
                handle("9a"),
                CertificateFactory.getInstance("X.509").generateCertPath(List.of(ALICE)))
            .signatureAlgorithm("SHA256withECDSA", provider)
            .build();
    try (ZipFile from = new ZipFile(plain.toFile());
        OutputStream to = Files.newOutputStream(signed)) {
      signer.sign(from, to);
    }
    assertThat(signerOf(signed)).isEqualTo(ALICE);
  }

  private static Certificate signerOf(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile(), true)) {
      var entry = file.getJarEntry("content");
      try (var content = file.getInputStream(entry)) {
        content.readAllBytes();
      }
      return entry.getCodeSigners()[0].getSignerCertPath().getCertificates().get(0);
    }
  }
}
