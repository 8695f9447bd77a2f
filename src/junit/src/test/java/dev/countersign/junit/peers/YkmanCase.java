package dev.countersign.junit.peers;

import dev.countersign.junit.ScriptedPins;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
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

  /** Puts in a token that something was done to before. */
  final PeerReader insert(VirtualToken token) throws Exception {
    takeOut();
    reader = new PeerReader(token);
    return reader;
  }

  /** A token as its maker delivers it, which no reader switches off yet. */
  static VirtualToken fresh(Profile profile) {
    return fresh(VirtualToken.builder(profile));
  }

  static VirtualToken fresh(VirtualToken.Builder builder) {
    return builder.serial(PeerReader.SERIAL).world(World.deterministic(1)).build();
  }

  @AfterEach
  final void takeOut() {
    if (reader != null) {
      reader.close();
    }
  }

  /** ykman, which is told no reader. */
  final Program ykmanAnywhere() {
    return Program.of("ykman", "yubikey-manager", home);
  }

  /** ykman at the reader, which must succeed. */
  final Program.Result ykman(Object... arguments) throws IOException, InterruptedException {
    return ykmanAnywhere().always("-r", reader.name()).succeeds(arguments);
  }

  /** ykman at the reader, which must fail; both its outputs. */
  final String ykmanFails(Object... arguments) throws IOException, InterruptedException {
    return ykmanAnywhere().always("-r", reader.name()).fails(arguments).all();
  }

  /** openssl, which must succeed; its standard output. */
  final String openssl(Object... arguments) throws IOException, InterruptedException {
    return Program.of("openssl", "openssl", home).succeeds(arguments).text();
  }

  /** Fails unless openssl takes a signature over a message for the public key in a file. */
  final void opensslVerifies(Path publicKey, byte[] message, byte[] signature) throws Exception {
    Path made = Files.write(file("signature"), signature);
    new OpenSsl(home).verify(Pem.publicKey(Files.readAllBytes(publicKey)), message, made);
  }

  /** Exports the token's attestation certificate; openssl must take it and the statement. */
  final void opensslVerifiesAttestation(Path statement) throws Exception {
    ykman("piv", "certificates", "export", "f9", file("f9.pem"));
    new OpenSsl(home)
        .verifyChain(
            Pem.certificate(VirtualToken.attestationRoot()),
            certificate(file("f9.pem")),
            certificate(statement));
  }

  /** A file of the test's. */
  final Path file(String name) {
    return home.resolve(name);
  }

  static X509Certificate certificate(Path pem) throws IOException, CertificateException {
    return Pem.certificate(Files.readAllBytes(pem));
  }
}
