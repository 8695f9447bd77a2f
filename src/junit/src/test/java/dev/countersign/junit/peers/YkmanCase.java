package dev.countersign.junit.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.TokenUri;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * ykman 4.0.9 and a simulated YubiKey. That version counts the two readers of vpcd as two YubiKeys,
 * so that every command but {@code list} names its reader.
 */
@Tag("native")
@Timeout(180)
abstract class YkmanCase {
  static final String PIN = ScriptedPins.FACTORY_PIN;
  static final String PUK = ScriptedPins.FACTORY_PUK;
  static final String MANAGEMENT_KEY = ScriptedPins.FACTORY_MANAGEMENT_KEY;

  @TempDir Path home;
  private PeerReader reader;

  /** Puts in a token as its maker delivers it; it is taken out after the test. */
  final PeerReader insert(Profile profile) throws Exception {
    takeOut();
    reader = new PeerReader(profile);
    return reader;
  }

  @AfterEach
  final void takeOut() {
    if (reader != null) {
      reader.close();
    }
  }

  /** ykman without a reader. */
  final Program ykman() {
    return Program.of("ykman", "yubikey-manager", home);
  }

  /** ykman at the reader, which must succeed. */
  final Program.Result ykman(Object... arguments) throws IOException, InterruptedException {
    return ykman().succeeds(atReader(arguments));
  }

  /** ykman at the reader, which must fail; both its outputs. */
  final String ykmanFails(Object... arguments) throws IOException, InterruptedException {
    return ykman().fails(atReader(arguments)).all();
  }

  private Object[] atReader(Object... arguments) {
    return Stream.concat(Stream.of("-r", reader.name()), Stream.of(arguments)).toArray();
  }

  /** openssl, which must succeed; its standard output. */
  final String openssl(Object... arguments) throws IOException, InterruptedException {
    return Program.of("openssl", "openssl", home).succeeds(arguments).text();
  }

  /** Fails unless openssl takes a signature over a message for the public key in a file. */
  final void opensslVerifies(Path publicKey, byte[] message, byte[] signature)
      throws IOException, InterruptedException {
    Path data = Files.write(home.resolve("message"), message);
    Path made = Files.write(home.resolve("signature"), signature);
    assertThat(openssl("dgst", "-sha256", "-verify", publicKey, "-signature", made, data))
        .contains("Verified OK");
  }

  /** The root of the attestations of all simulated tokens, in PEM. */
  final Path attestationRoot() throws IOException, InterruptedException {
    Path der = Files.write(home.resolve("root.der"), VirtualToken.attestationRoot());
    Path pem = home.resolve("root.pem");
    openssl("x509", "-inform", "DER", "-in", der, "-out", pem);
    return pem;
  }

  /** A file of the test's. */
  final Path file(String name) {
    return home.resolve(name);
  }

  static X509Certificate certificate(Path pem) throws IOException, CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(pem)));
  }

  static TokenUri slot(String slot) {
    return TokenUri.of("piv").with("slot", slot);
  }
}
