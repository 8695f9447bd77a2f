package dev.countersign.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.TokenStorage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS connections with a key on a simulated PIV token; openssl is the server and the judge. */
@Tag("native")
class TlsConnectTest {
  private static final String PAGE = "GET / HTTP/1.0\r\n\r\n";
  private static final String KEY = "piv:slot=9a";

  @TempDir static Path servers;
  @TempDir Path directory;
  private final CountDownLatch ended = new CountDownLatch(1);
  private Cli cli;
  private String pinFile;

  @BeforeAll
  static void makeAuthorities() {
    TlsServer.authority(servers, "ca");
    TlsServer.authority(servers, "stranger");
    TlsServer.certify(servers);
  }

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    pinFile = cli.file("pin.txt", Cli.FACTORY_PIN + "\n");
    cli.input = PAGE.getBytes(ISO_8859_1);
  }

  @AfterEach
  void endTyping() {
    ended.countDown();
  }

  /** Makes a key with a certificate of that authority in 9a. */
  private void certified(String algorithm, String authority) {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    generate(algorithm);
    TlsServer.sign(servers, authority, request(), cli.path("alice.pem"));
    cli.ok("keys", "certificate", "import", KEY, cli.path("alice.pem"), "--pin-file", pinFile);
  }

  private void generate(String algorithm) {
    cli.ok("keys", "generate", KEY, "--algorithm", algorithm, "--out", cli.path("public.pem"));
  }

  private String request() {
    String request = cli.path("request.pem");
    cli.ok(
        "keys",
        "certificate",
        "request",
        KEY,
        "--subject",
        "CN=alice",
        "--pin-file",
        pinFile,
        "--out",
        request);
    return request;
  }

  private Cli.Result connect(String server, String... more) {
    String[] arguments = {
      "tls", "connect", server, "--key", KEY, "--ca", servers.resolve("ca.pem").toString()
    };
    String[] all = new String[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return cli.run(all);
  }

  private Cli.Result connectWithPin(TlsServer server) {
    return connect(server.place(), "--pin-file", pinFile);
  }

  private static void assertFails(Cli.Result result, int code, String... parts) {
    assertThat(result.code()).as(result.toString()).isEqualTo(code);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines().toList()).last().asString().contains(parts);
    assertThat(result.err()).doesNotContain("internal error");
  }

  @ParameterizedTest
  @CsvSource({
    "rsa2048, -tls1_2",
    "rsa2048, -tls1_3",
    "rsa3072, -tls1_3",
    "p256, -tls1_2",
    "p256, -tls1_3",
    "p384, -tls1_2",
    "p384, -tls1_3",
    "ed25519, -tls1_2",
    "ed25519, -tls1_3"
  })
  void serverSeesTheCertificateOfTheKey(String algorithm, String protocol) {
    certified(algorithm, "ca");
    try (TlsServer server =
        TlsServer.start(servers, "-Verify", "2", "-verify_return_error", "-www", protocol)) {
      Cli.Result result = connectWithPin(server);
      assertThat(result.code()).as(result.toString()).isZero();
      assertThat(result.out())
          .startsWith("HTTP/1.0 200 ok\r\n")
          .contains("Client certificate\n")
          .containsPattern("Issuer: CN ?= ?authority ca")
          .containsPattern("Subject: CN ?= ?alice");
      assertThat(result.err())
          .isEqualTo(
              ("%s with %s, whose certificate is for CN=localhost. It was sent that of CN=alice by"
                      + " piv:serial=11;slot=9a.\n")
                  .formatted(protocol.equals("-tls1_2") ? "TLSv1.2" : "TLSv1.3", server.place()));
    }
  }

  @Test
  void whatComesInGoesToTheServerAndBackUntilBothHaveEnded() {
    certified("p256", "ca");
    cli.input = "first\nsecond\nCLOSE\n".getBytes(ISO_8859_1);
    try (TlsServer server = TlsServer.start(servers, "-Verify", "2", "-rev")) {
      Cli.Result result = connectWithPin(server);
      assertThat(result.out()).isEqualTo("tsrif\ndnoces\n");
      assertThat(result.code()).isZero();
    }
  }

  @Test
  void allThatALongAnswerHolds() throws IOException {
    certified("p256", "ca");
    byte[] content = new byte[3_000_000];
    new Random(1).nextBytes(content);
    Files.write(servers.resolve("long.bin"), content);
    cli.input = "GET /long.bin HTTP/1.0\r\n\r\n".getBytes(ISO_8859_1);
    try (TlsServer server = TlsServer.start(servers, "-Verify", "2", "-HTTP")) {
      // -HTTP sends the file as it is; the text of a Result would not hold every byte
      Path out = directory.resolve("answer");
      assertThat(
              cli.runInto(
                  Files.newOutputStream(out),
                  "tls",
                  "connect",
                  server.place(),
                  "--key",
                  KEY,
                  "--ca",
                  servers.resolve("ca.pem").toString(),
                  "--pin-file",
                  pinFile))
          .isZero();
      assertThat(Files.readAllBytes(out)).isEqualTo(content);
    }
  }

  @Test
  void withoutAReaderOfTheAnswerItEnds() {
    certified("p256", "ca");
    try (TlsServer server = TlsServer.start(servers, "-Verify", "2", "-www")) {
      Cli.Result result =
          cli.runWithoutReader(
              "tls",
              "connect",
              server.place(),
              "--key",
              KEY,
              "--ca",
              servers.resolve("ca.pem").toString(),
              "--pin-file",
              pinFile);
      assertThat(result.code()).isEqualTo(141);
    }
  }

  @Test
  void certificatesOfAFileGoBeforeThoseOnTheToken() {
    certified("p256", "stranger");
    TlsServer.sign(servers, "ca", request(), cli.path("other.pem"));
    try (TlsServer server =
        TlsServer.start(servers, "-Verify", "2", "-verify_return_error", "-www")) {
      Cli.Result result =
          connect(server.place(), "--certificate", cli.path("other.pem"), "--pin-file", pinFile);
      assertThat(result.out()).containsPattern("Issuer: CN ?= ?authority ca");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void serverThatDoesNotTrustTheCertificate(String protocol) {
    certified("p256", "stranger");
    cli.input = new byte[0];
    cli.later = untilTheEnd();
    try (TlsServer server =
        TlsServer.start(servers, "-Verify", "2", "-verify_return_error", "-www", protocol)) {
      assertFails(
          connectWithPin(server),
          7,
          server.place() + " refused the connection: unknown_ca. See that it trusts the authority");
    }
  }

  /** A person who has not typed anything yet. */
  private InputStream untilTheEnd() {
    return new InputStream() {
      @Override
      public int read() {
        try {
          ended.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return -1;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void serverThatWantsAnotherKindOfKey(String protocol) {
    certified("p256", "ca");
    cli.input = new byte[0];
    cli.later = untilTheEnd();
    try (TlsServer server =
        TlsServer.start(
            servers, "-Verify", "2", "-www", protocol, "-client_sigalgs", "RSA-PSS+SHA256")) {
      assertFails(
          connectWithPin(server), 7, "refused the connection", "Use another key", "kind p256");
    }
  }

  @Test
  void serverThatWantsNoCertificate() {
    certified("p256", "ca");
    try (TlsServer server = TlsServer.start(servers, "-www")) {
      Cli.Result result = connect(server.place());
      assertThat(result.code()).isZero();
      assertThat(result.out()).contains("no client certificate available");
      assertThat(result.err()).endsWith("It asked for no certificate: the key was not used.\n");
      assertThat(cli.asked).isEmpty();
    }
  }

  @Test
  void serverThatIsNotTrustedOrIsAnother() {
    certified("p256", "ca");
    try (TlsServer server = TlsServer.start(servers, "-Verify", "2", "-www")) {
      assertFails(
          cli.run("tls", "connect", server.place(), "--key", KEY),
          1,
          "no authority that is trusted here signed the certificate of " + server.place(),
          "Give the authority's certificate with --ca FILE.");
      assertFails(
          connect("127.0.0.1:" + server.port()), 1, "is for another server", "--server-name");
      Cli.Result named =
          connect(
              "127.0.0.1:" + server.port(), "--server-name", "localhost", "--pin-file", pinFile);
      assertThat(named.code()).as(named.toString()).isZero();
      assertFails(connect(server.place(), "--server-name", "a b"), 2, "no name of a server");
      assertThat(cli.asked).isEmpty();
    }
  }

  @Test
  void pinThatIsWrongOrMissing() {
    certified("p256", "ca");
    try (TlsServer server = TlsServer.start(servers, "-Verify", "2", "-www")) {
      assertFails(
          connect(server.place(), "--pin-file", cli.file("wrong", "654321\n")), 4, "wrong", "2");
      assertFails(connect(server.place()), 4, "PIN");
    }
  }

  @Test
  void tokenThatIsPulledOutAtEachCommand() {
    TokenStorage storage = TokenStorage.memory();
    cli.plug(Profile.YUBIKEY_5_7, 11, "", storage);
    generate("p256");
    TlsServer.sign(servers, "ca", request(), cli.path("alice.pem"));
    cli.ok("keys", "certificate", "import", KEY, cli.path("alice.pem"), "--pin-file", pinFile);
    try (TlsServer server = TlsServer.start(servers, "-Verify", "2", "-www", "-tls1_2")) {
      int command = 0;
      Cli.Result result;
      do {
        command++;
        cli.readers.close();
        cli.readers = new SimulatedReaders();
        cli.plug(Profile.YUBIKEY_5_7, 11, "remove@" + command, storage);
        result = connectWithPin(server);
        assertThat(result.code()).as(command + ": " + result).isIn(0, 3, 6);
        assertThat(result.err()).doesNotContain("internal error");
      } while (result.code() != 0 && command < 50);
      assertThat(result.out()).containsPattern("Subject: CN ?= ?alice");
      assertThat(command).isGreaterThan(4);
    }
  }

  @Test
  void certificatesThatDoNotFit() {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    generate("p256");
    TlsServer.sign(servers, "ca", request(), cli.path("old.pem"));
    cli.ok("keys", "generate", KEY, "--algorithm", "p384", "--overwrite");
    assertFails(connect("localhost:1"), 3, "has no certificate on its token", "--certificate FILE");
    assertFails(
        connect("localhost:1", "--certificate", cli.path("old.pem")),
        1,
        "the first certificate in " + cli.path("old.pem") + " is not for the key");
    String text = cli.file("text", "no certificate");
    assertFails(connect("localhost:1", "--certificate", text), 2, text + " holds no certificate");
    assertFails(connect("localhost:1", "--certificate", cli.path("none")), 1, "no such file");
    String damaged =
        cli.file("damaged", "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n");
    assertFails(
        cli.run("tls", "connect", "localhost", "--key", KEY, "--ca", damaged),
        2,
        damaged + " holds a certificate that cannot be read");
  }

  @Test
  void serversThatAreNotThere() {
    certified("p256", "ca");
    // One that was free just now may be somebody's by now.
    assertFails(connect("127.0.0.1:1"), 1, "nothing answers at 127.0.0.1:1");
    assertFails(connect("nowhere.invalid"), 1, "there is no server named nowhere.invalid");
    assertFails(connect("localhost:70000"), 2, "a port is a number from 1 to 65535");
    assertFails(connect("https://localhost/"), 2, "is not HOST:PORT, like api.example.com:443");
  }

  @ParameterizedTest
  @CsvSource({"SSH-2.0-OpenSSH_9.2, find no way to speak TLS", "'', broke the connection off"})
  void serverThatDoesNotSpeakTls(String greeting, String problem) throws Exception {
    certified("p256", "ca");
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> greet(listener, greeting));
      server.start();
      assertFails(connect("127.0.0.1:" + listener.getLocalPort()), 1, problem);
      server.join();
    }
  }

  private static void greet(ServerSocket listener, String greeting) {
    try (Socket socket = listener.accept()) {
      byte[] hello = socket.getInputStream().readNBytes(5);
      assertThat(hello[0]).as("a record of the handshake").isEqualTo((byte) 22);
      socket.getInputStream().readNBytes((hello[3] & 0xFF) << 8 | hello[4] & 0xFF);
      socket
          .getOutputStream()
          .write(
              (greeting + "\r\n").getBytes(ISO_8859_1),
              0,
              greeting.isEmpty() ? 0 : greeting.length() + 2);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
