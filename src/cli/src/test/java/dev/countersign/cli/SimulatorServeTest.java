package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A token is served to a vpcd, with this test in its place, and ordered about. */
@Timeout(60)
class SimulatorServeTest {
  private static final String SELECT_PIV = "00A4040005A000000308";
  private static final String SELECT_FIDO = "00A4040008A0000006472F0001";
  private static final String VERIFY_PIN = "0020008008313233343536FFFF";

  @TempDir Path directory;
  private Cli cli;
  private Socket place;
  private ServerSocket vpcd;
  private Thread serving;
  private final CompletableFuture<Cli.Result> served = new CompletableFuture<>();

  @BeforeEach
  void start() throws IOException {
    cli = new Cli(directory);
    cli.ok("simulator", "create", "demo", "--serial", "12345678");
    place = new Socket();
    place.setReuseAddress(true);
    place.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    vpcd = listen();
  }

  /** At a port that nobody else on this machine gets while nobody listens there. */
  private ServerSocket listen() throws IOException {
    ServerSocket listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.setSoTimeout(30_000); // an accept cannot be interrupted
    listening.bind(place.getLocalSocketAddress(), 1);
    return listening;
  }

  @AfterEach
  void stop() throws Exception {
    if (serving != null) {
      serving.interrupt();
      serving.join();
    }
    vpcd.close();
    place.close();
  }

  private String address() {
    return "127.0.0.1:" + place.getLocalPort();
  }

  private Socket serve(String... options) throws IOException {
    String[] arguments = new String[5 + options.length];
    System.arraycopy(options, 0, arguments, 5, options.length);
    arguments[0] = "simulator";
    arguments[1] = "serve";
    arguments[2] = "demo";
    arguments[3] = "--vpcd";
    arguments[4] = address();
    serving = new Thread(() -> served.complete(cli.run(arguments)));
    serving.start();
    return vpcd.accept();
  }

  private static String ask(Socket card, String command) throws IOException {
    send(card, command);
    return receive(card);
  }

  private static void send(Socket card, String command) throws IOException {
    byte[] data = HexFormat.of().parseHex(command);
    byte[] message = new byte[2 + data.length];
    message[1] = (byte) data.length;
    System.arraycopy(data, 0, message, 2, data.length);
    card.getOutputStream().write(message);
  }

  private static String receive(Socket card) throws IOException {
    DataInputStream in = new DataInputStream(card.getInputStream());
    return HexFormat.of().withUpperCase().formatHex(in.readNBytes(in.readUnsignedShort()));
  }

  @Test
  void answersUntilItIsInterrupted() throws Exception {
    try (Socket card = serve()) {
      assertThat(ask(card, "04")).startsWith("3B");
      assertThat(ask(card, SELECT_PIV)).endsWith("9000");
      assertThat(ask(card, "00F8000000")).isEqualTo("00BC614E9000");
      serving.interrupt();
      assertThat(card.getInputStream().read()).isEqualTo(-1);
    }
    Cli.Result result = served.get();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("'demo'", "12345678", "It protects nothing", "Ctrl-C");
    assertThat(cli.ok("simulator", "show", "demo")).contains("12345678");
    cli.ok("--simulator", "demo", "tokens");
    assertThat(directory.resolve("home/simulator/demo/.control")).doesNotExist();
  }

  @Test
  void isHeldToTheReaderByNfc() throws Exception {
    try (Socket card = serve("--contactless")) {
      assertThat(ask(card, "04")).as("the answer to reset of a card").startsWith("3B8D80");
      assertThat(ask(card, SELECT_FIDO)).isEqualTo("5532465F56329000");
      cli.ok("simulator", "pull", "demo");
    }
    cli.ok("simulator", "insert", "demo");
    try (Socket card = vpcd.accept()) {
      assertThat(ask(card, SELECT_FIDO)).endsWith("9000");
    }
  }

  @Test
  void isNoSecurityKeyInAReaderOverUsb() throws Exception {
    try (Socket card = serve()) {
      assertThat(ask(card, SELECT_FIDO)).isEqualTo("6A82");
    }
  }

  @Test
  void isNotHeldToAReaderWhenItHasNoNfc() {
    cli.ok("simulator", "create", "card", "--profile", "nist-piv");
    Cli.Result result = cli.run("simulator", "serve", "card", "--contactless", "--vpcd", address());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("'card' is a nist-piv", "has no NFC", "--contactless out");
    assertThat(cli.run("simulator", "serve", "nobody", "--contactless").code()).isEqualTo(3);
  }

  @Test
  void isPulledAndPutInAgain() throws Exception {
    try (Socket card = serve()) {
      assertThat(cli.run("simulator", "insert", "demo").err()).contains("in the reader already");
      cli.ok("simulator", "pull", "demo");
      assertThat(card.getInputStream().read()).isEqualTo(-1);
    }
    Cli.Result again = cli.run("simulator", "pull", "demo");
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("not in the reader", "Put it in");
    cli.ok("simulator", "insert", "demo");
    try (Socket card = vpcd.accept()) {
      assertThat(ask(card, SELECT_PIV)).endsWith("9000");
    }
  }

  @Test
  void isPutInAgainWhenTheServiceIsBack() throws Exception {
    serve().close();
    try (Socket card = vpcd.accept()) {
      assertThat(ask(card, SELECT_PIV)).endsWith("9000");
    }
  }

  @Test
  void staysOutWhenItWasPulledWhileTheServiceWasAway() throws Exception {
    Socket card = serve();
    vpcd.close();
    card.close();
    cli.ok("simulator", "pull", "demo");
    vpcd = listen();
    vpcd.setSoTimeout(1500);
    CompletableFuture<Socket> accepted =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return vpcd.accept();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(accepted).failsWithin(20, TimeUnit.SECONDS);
    vpcd.setSoTimeout(30_000);
    cli.ok("simulator", "insert", "demo");
    vpcd.accept().close();
  }

  /** Makes a key that wants a touch, and asks for a signature with it. */
  private static void signWithTouch(Socket card) throws IOException {
    assertThat(ask(card, SELECT_PIV)).endsWith("9000");
    assertThat(ask(card, VERIFY_PIN)).isEqualTo("9000");
    send(card, "0087119A267C2482008120" + "11".repeat(32));
  }

  private void makeTouchKey() {
    cli.ok(
        "--simulator",
        "demo",
        "keys",
        "generate",
        "piv:slot=9a",
        "--algorithm",
        "p256",
        "--touch-policy",
        "always",
        "--out",
        cli.path("key.pem"));
  }

  @Test
  void isTouchedFromAnotherTerminal() throws Exception {
    makeTouchKey();
    try (Socket card = serve("--touch", "ask")) {
      Cli.Result early = cli.run("simulator", "touch", "demo");
      assertThat(early.code()).isEqualTo(1);
      assertThat(early.err()).contains("does not ask for a touch now");
      signWithTouch(card);
      while (cli.run("simulator", "touch", "demo").code() != 0) {
        Thread.sleep(20); // the command is on its way to the token
      }
      assertThat(receive(card)).startsWith("7C").endsWith("9000");
    }
    serving.interrupt();
    assertThat(served.get().err()).contains("Touch for the key 9a", "simulator touch demo");
  }

  @Test
  void isPulledWhileItWaitsForATouch() throws Exception {
    makeTouchKey();
    try (Socket card = serve("--touch", "ask")) {
      signWithTouch(card);
      cli.ok("simulator", "pull", "demo");
      byte[] rest = card.getInputStream().readAllBytes();
      assertThat(rest.length).as("no signature").isLessThanOrEqualTo(4);
    }
  }

  @ParameterizedTest
  @CsvSource({"auto, 9000", "never, 6982"})
  void isTouchedAtOnceOrNever(String mode, String status) throws Exception {
    makeTouchKey();
    try (Socket card = serve("--touch", mode)) {
      signWithTouch(card);
      assertThat(receive(card)).endsWith(status);
      Cli.Result touch = cli.run("simulator", "touch", "demo");
      assertThat(touch.code()).isEqualTo(1);
      assertThat(touch.err()).contains("served with --touch " + mode, "--touch ask");
    }
  }

  @Test
  void nobodyServesIt() throws IOException {
    Cli.Result result = cli.run("simulator", "pull", "demo");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("nobody serves", "simulator serve demo");
    Files.createFile(directory.resolve("home/simulator/demo/.control")); // of one that died
    assertThat(cli.run("simulator", "pull", "demo").err()).contains("nobody serves");
    serve().close();
    assertThat(cli.run("simulator", "pull", "other").code()).isEqualTo(3);
  }

  @Test
  void isServedOnce() throws Exception {
    try (Socket card = serve()) {
      Cli.Result second = cli.run("simulator", "serve", "demo", "--vpcd", address());
      assertThat(second.code()).isEqualTo(1);
      assertThat(second.err()).contains("is in use by");
      assertThat(ask(card, SELECT_PIV)).endsWith("9000");
      cli.ok("simulator", "pull", "demo");
    }
  }

  @Test
  void missingServiceIsSaidWithWhatToInstall() throws IOException {
    String address = address();
    vpcd.close();
    Cli.Result result = cli.run("simulator", "serve", "demo", "--vpcd", address);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains(
            "vpcd cannot be reached at " + address, "vsmartcard-vpcd", "systemctl start pcscd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":1", "host:", "host:0", "host:65536", "a:b:1", "host:12x", "a b:1"})
  void addressThatIsNone(String address) {
    Cli.Result result = cli.run("simulator", "serve", "demo", "--vpcd=" + address);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--vpcd");
  }

  @Test
  void tokenThatIsNotThere() {
    assertThat(cli.run("simulator", "serve", "other", "--vpcd", address()).code()).isEqualTo(3);
    assertThat(cli.run("simulator", "serve", "..", "--vpcd", address()).code()).isEqualTo(2);
  }
}
