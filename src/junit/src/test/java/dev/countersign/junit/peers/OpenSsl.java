package dev.countersign.junit.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/** A judge of signatures and certificates that shares no code with us nor with the JDK. */
final class OpenSsl {
  private final Path home;
  private final Program openssl;

  /** Keeps its files in a directory of the caller's. */
  OpenSsl(Path home) {
    this.home = home;
    openssl = Program.of("openssl", "openssl", home);
  }

  /** Fails the test unless it is a signature with SHA-256: PKCS #1 of RSA, or ECDSA in DER. */
  void verify(PublicKey key, byte[] message, Path signature)
      throws IOException, InterruptedException {
    Path messageFile = Files.write(home.resolve("judged.bin"), message);
    Path keyFile = Pem.write(home.resolve("judged.pem"), key);
    openssl.succeeds("dgst", "-sha256", "-verify", keyFile, "-signature", signature, messageFile);
  }

  /** Fails the test unless the chain holds. */
  void verifyChain(X509Certificate root, X509Certificate intermediate, X509Certificate leaf)
      throws IOException, CertificateException, InterruptedException {
    openssl.succeeds(
        "verify",
        "-CAfile",
        Pem.write(home.resolve("root.pem"), root),
        "-untrusted",
        Pem.write(home.resolve("intermediate.pem"), intermediate),
        Pem.write(home.resolve("leaf.pem"), leaf));
  }
}
