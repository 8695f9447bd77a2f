package dev.countersign.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.host.pkcs11.NeedsSoftHsm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS connections with a key in a PKCS#11 module; openssl is the server and the judge. */
@NeedsSoftHsm
class SoftHsmTlsTest extends SoftHsmCase {

  private String made(String algorithm) {
    String key = token + ";object=device";
    TlsServer.authority(directory, "ca");
    TlsServer.certify(directory);
    ok("keys", "generate", key, "--algorithm", algorithm, "--out", cli.path("public.pem"));
    ok("keys", "certificate", "request", key, "--subject", "CN=device", "--out", cli.path("csr"));
    TlsServer.sign(directory, "ca", cli.path("csr"), cli.path("device.pem"));
    return key;
  }

  @ParameterizedTest
  @CsvSource({
    "rsa2048, -tls1_2",
    "rsa2048, -tls1_3",
    "p256, -tls1_2",
    "p256, -tls1_3",
    "ed25519, -tls1_3"
  })
  void serverSeesTheCertificateOfTheKey(String algorithm, String protocol) {
    String key = made(algorithm);
    ok("keys", "certificate", "import", key, cli.path("device.pem"));
    cli.input = "GET / HTTP/1.0\r\n\r\n".getBytes(ISO_8859_1);
    try (TlsServer server =
        TlsServer.start(directory, "-Verify", "2", "-verify_return_error", "-www", protocol)) {
      String page = ok("tls", "connect", server.place(), "--key", key, "--ca", cli.path("ca.pem"));
      assertThat(page)
          .startsWith("HTTP/1.0 200 ok\r\n")
          .contains("Client certificate\n")
          .containsPattern("Issuer: CN ?= ?authority ca")
          .containsPattern("Subject: CN ?= ?device");
    }
  }

  @Test
  void keyWithoutCertificateOnItsTokenTakesThatOfAFile() {
    String key = made("p256");
    cli.input = "GET / HTTP/1.0\r\n\r\n".getBytes(ISO_8859_1);
    try (TlsServer server =
        TlsServer.start(directory, "-Verify", "2", "-verify_return_error", "-www")) {
      String[] connect = {
        "tls", "connect", server.place(), "--key", key, "--ca", cli.path("ca.pem")
      };
      assertFails(run(connect), 3, "has no certificate on its token");
      String page =
          ok(
              "tls",
              "connect",
              server.place(),
              "--key",
              key,
              "--ca",
              cli.path("ca.pem"),
              "--certificate",
              cli.path("device.pem"));
      assertThat(page).containsPattern("Subject: CN ?= ?device");
    }
  }
}
