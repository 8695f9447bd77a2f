package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Looking after the application at the terminal. */
class PivCommandsTest {
  @TempDir Path directory;
  private Cli cli;
  private String pinFile;
  private VirtualToken token;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    token = cli.plug(Profile.YUBIKEY_5_7, 11, "");
    pinFile = cli.file("pin.txt", Cli.FACTORY_PIN + "\n");
  }

  private static void assertFails(Cli.Result result, int code, String... parts) {
    assertThat(result.code()).as(result.toString()).isEqualTo(code);
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    for (String part : parts) {
      assertThat(result.err()).contains(part);
    }
  }

  private Cli.Result changeManagementKey(String... options) {
    String[] all = new String[options.length + 2];
    all[0] = "piv";
    all[1] = "change-management-key";
    System.arraycopy(options, 0, all, 2, options.length);
    return cli.run(all);
  }

  private Cli.Result generate(String... options) {
    String[] all = new String[options.length + 6];
    System.arraycopy(
        new String[] {"keys", "generate", "piv:slot=9a", "--algorithm", "p256", "--overwrite"},
        0,
        all,
        0,
        6);
    System.arraycopy(options, 0, all, 6, options.length);
    return cli.run(all);
  }

  @ParameterizedTest
  @CsvSource({"tdes, 48", "aes128, 32", "aes192, 48", "aes256, 64"})
  void generatedKeyIsPrintedOnceAndWorks(String algorithm, int digits) {
    Cli.Result result = changeManagementKey("--generate", "--algorithm", algorithm);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).matches("[0-9a-f]{" + digits + "}\n");
    assertThat(result.err()).doesNotContain(result.out().strip());
    assertThat(cli.ok("piv", "info", "--json"))
        .contains("\"algorithm\" : \"" + algorithm + "\"", "\"protectedByPin\" : false");
    assertThat(generate().code()).isEqualTo(4);
    String file = cli.file("new.txt", result.out());
    assertThat(generate("--management-key-file", file).code()).isZero();
  }

  @Test
  void protectedKeyIsOpenedByThePin() {
    Cli.Result result = changeManagementKey("--protect", "--pin-file", pinFile);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("which the PIN opens");
    assertThat(cli.ok("piv", "info")).contains("opened by the PIN, set by its owner");
    assertThat(generate("--pin-file", pinFile).code()).isZero();
    assertThat(
            changeManagementKey("--protect", "--algorithm", "aes128", "--pin-file", pinFile).code())
        .isZero();
    assertThat(generate("--pin-file", pinFile).code()).isZero();
  }

  @Test
  void keyFromAFileTellsItsKindByItsLength() {
    String file = cli.file("new.txt", "00112233445566778899aabbccddeeff\n");
    assertThat(changeManagementKey("--new-management-key-file", file).code()).isZero();
    assertThat(cli.ok("piv", "info")).contains("AES128");
    assertThat(generate("--management-key-file", file).code()).isZero();
    assertFails(
        changeManagementKey(
            "--new-management-key-file",
            file,
            "--algorithm",
            "aes256",
            "--management-key-file",
            file),
        2,
        "16 bytes does not fit AES256");
  }

  @Test
  void managementKeyIsNamedInOneWayOnly() {
    assertFails(changeManagementKey(), 2, "--protect");
    assertFails(changeManagementKey("--protect", "--generate"), 2, "mutually exclusive");
    assertFails(changeManagementKey("--generate", "--algorithm", "des"), 2, "'des' is none of");
    assertFails(
        changeManagementKey("--new-management-key-file", cli.file("bad", "xyz\n")), 4, "hex");
    assertFails(
        changeManagementKey("--new-management-key-file", cli.path("none")), 4, "no such file");
    assertThat(cli.ok("piv", "info")).contains("STILL THE FACTORY'S");
  }

  @Test
  void olderTokenTakesNoAes() {
    cli.readers = new SimulatedReaders();
    cli.plug(Profile.YUBIKEY_4_3, 12, "");
    String old = cli.file("old.txt", "010203040506070801020304050607080102030405060708\n");
    Cli.Result result =
        changeManagementKey("--generate", "--algorithm", "aes256", "--management-key-file", old);
    assertFails(result, 1, "this token cannot do that");
    assertThat(changeManagementKey("--generate", "--management-key-file", old).out())
        .matches("[0-9a-f]{48}\n");
  }

  @Test
  void keyThatNobodyCouldReadIsNotSet() {
    Cli.Result result = cli.runWithoutReader("piv", "change-management-key", "--generate");
    assertThat(result.code()).isEqualTo(141);
    assertThat(cli.ok("piv", "info")).contains("STILL THE FACTORY'S");
  }

  private Cli.Result retries(String pin, String puk) {
    return cli.run(
        "piv",
        "retries",
        pin,
        puk,
        "--pin-file",
        pinFile,
        "--new-pin-file",
        cli.file("new-pin.txt", "864209\n"),
        "--new-puk-file",
        cli.file("new-puk.txt", "97531086\n"));
  }

  @Test
  void triesAreSetWithNewPinAndPuk() {
    Cli.Result result = retries("8", "4");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(cli.ok("piv", "info"))
        .contains("PIN:             8 of 8 tries left, set by its owner")
        .contains("PUK:             4 of 4 tries left, set by its owner");
    pinFile = cli.path("new-pin.txt");
    assertThat(retries("3", "3").code()).isZero();
  }

  @Test
  void newPinAndPukAreAskedForBeforeAnythingHappens() {
    cli.person =
        request -> {
          cli.asked.add(request);
          return Secret.copyOf(
              (request.kind() == PinRequest.Kind.NEW_PUK ? "97531086" : "864209").toCharArray());
        };
    assertThat(cli.run("piv", "retries", "5", "5", "--pin-file", pinFile).code()).isZero();
    assertThat(cli.asked)
        .extracting(PinRequest::kind)
        .containsExactly(PinRequest.Kind.NEW_PIN, PinRequest.Kind.NEW_PUK);
    cli.person = PinEntry.none();
    assertThat(cli.run("piv", "retries", "5", "5", "--pin-file", pinFile).code()).isEqualTo(4);
    assertThat(cli.ok("piv", "info")).contains("set by its owner");
  }

  @Test
  void triesThatCannotBe() {
    assertFails(retries("0", "3"), 2, "0 tries of the PIN", "1 to 255");
    assertFails(retries("3", "256"), 2, "256 tries of the PUK");
    assertFails(retries("3", "many"), 2, "many");
    assertFails(
        cli.run("piv", "retries", "3", "3", "--new-pin-file", cli.file("short", "123\n")),
        2,
        "3 characters");
    pinFile = cli.file("wrong.txt", "654321\n");
    assertFails(retries("3", "3"), 4, "wrong PIN");
    assertThat(cli.ok("piv", "info")).contains("2 of 3 tries left, STILL THE FACTORY'S");
  }

  /** Whatever is set then, the message says what to do, or nothing has happened. */
  @Test
  void pulledWhileTriesAreSet() {
    boolean told = false;
    for (int command = 1; command <= 30; command++) {
      cli.readers = new SimulatedReaders();
      VirtualToken pulled = cli.plug(Profile.YUBIKEY_5_7, 20L + command, "remove@" + command);
      Cli.Result result = retries("9", "9");
      if (result.code() == 0) {
        break;
      }
      pulled.injectFaults(FaultSchedule.parse(""));
      ((SimulatedReaders) cli.readers).remove(pulled);
      ((SimulatedReaders) cli.readers).insert(pulled);
      String info = cli.ok("piv", "info");
      boolean set = info.contains("9 of 9");
      boolean factory = info.contains("tries left, STILL THE FACTORY'S");
      if (set && factory) {
        told = true;
        assertThat(result.err()).contains("the factory's", "piv change-pin", "12345678");
      }
    }
    assertThat(told).isTrue();
  }

  @Test
  void resetSaysWhatWouldBeLost() {
    cli.ok("keys", "generate", "piv:slot=9a", "--algorithm", "p256");
    cli.ok(
        "keys",
        "certificate",
        "self-sign",
        "piv:slot=9a",
        "--subject",
        "CN=alice",
        "--pin-file",
        pinFile);
    cli.ok("keys", "generate", "piv:slot=9c", "--algorithm", "rsa2048");
    assertFails(
        cli.run("piv", "reset"),
        2,
        "a reset of piv:serial=11 would destroy",
        "the key in 9a (p256, certificate for CN=alice), the key in 9c (rsa2048)",
        "--destroy-all-keys");
    assertThat(cli.ok("keys", "list")).contains("slot=9a", "slot=9c");
    Cli.Result result = cli.run("piv", "reset", "--destroy-all-keys");
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("lost: the key in 9a", "Next: countersign piv setup");
    assertThat(cli.run("keys", "list").err()).contains("no key yet");
    assertFails(cli.run("piv", "reset"), 2, "no key that it tells of");
  }

  @Test
  void realTokenIsResetByItsSerialNumberOnly() {
    SimulatedReaders readers = (SimulatedReaders) cli.readers;
    cli.readers = new Real(readers);
    cli.ok("keys", "generate", "piv:slot=9a", "--algorithm", "p256");
    assertFails(
        cli.run("piv", "reset", "--destroy-all-keys"),
        2,
        "does not name it",
        "--token piv:serial=11");
    assertThat(cli.ok("keys", "list")).contains("slot=9a");
    assertThat(cli.run("piv", "reset", "--token", "piv:serial=11", "--destroy-all-keys").code())
        .isZero();
  }

  @Test
  void oneOfSeveralIsResetByItsSerialNumberOnly() {
    cli.plug(Profile.YUBIKEY_5_7, 12, "");
    assertFails(cli.run("piv", "reset", "--destroy-all-keys"), 3, "piv:serial=11", "piv:serial=12");
    assertThat(cli.run("piv", "reset", "--token", "piv:serial=12", "--destroy-all-keys").code())
        .isZero();
    assertThat(token.transmit(new byte[] {0, 0, 0, 0})).isNotEmpty();
  }

  @Test
  void plainCardCannotBeReset() {
    cli.readers = new SimulatedReaders();
    cli.plug(Profile.NIST_PIV, 12, "");
    assertFails(cli.run("piv", "reset", "--destroy-all-keys"), 1, "cannot do that");
  }

  @Test
  void oldNamesAreGone() {
    assertFails(cli.run("piv", "status"), 2, "does not know 'status'");
    assertFails(cli.run("piv", "unblock-pin"), 2, "does not know 'unblock-pin'");
  }

  /** The simulated readers, without saying that they are. */
  private record Real(ChannelSource source) implements ChannelSource {
    @Override
    public String name() {
      return source.name();
    }

    @Override
    public List<Reader> readers() throws ChannelException {
      return source.readers().stream().<Reader>map(RealReader::new).toList();
    }

    @Override
    public Watch watch(Consumer<ChannelEvent> listener) {
      return source.watch(listener);
    }

    @Override
    public void close() {
      // the test closes them
    }
  }

  private record RealReader(Reader reader) implements Reader {
    @Override
    public String name() {
      return reader.name();
    }

    @Override
    public boolean present() {
      return reader.present();
    }

    @Override
    public ApduChannel connect() throws ChannelException {
      return reader.connect();
    }
  }
}
