package dev.countersign.simulator.oath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.card.FailingMemory;
import dev.countersign.simulator.card.Firmware;
import dev.countersign.simulator.card.SeededRandom;
import dev.countersign.simulator.card.StorageFailure;
import dev.countersign.simulator.card.Surroundings;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the applet keeps: power goes away at a write, records are damaged. */
class OathMemoryTest {
  private static final String KEY = "31".repeat(20);
  private static final OathState STATE =
      new OathState(
          new byte[8],
          new AccessKey(0x21, new byte[16]),
          List.of(
              new Account(new byte[] {'a'}, 0x11, 6, new byte[14], 2, 1L << 32, new byte[0]),
              new Account(new byte[64], 0x23, 8, new byte[64], 1, 0, new byte[64])));

  private final FailingMemory memory = new FailingMemory();

  private OathApplet open() throws IOException {
    OathApplet applet =
        OathApplet.open(
            new OathFeatures(new Firmware(5, 7, 4)),
            new Surroundings(Clock.systemUTC(), new SeededRandom(1), purpose -> true),
            memory);
    applet.select();
    return applet;
  }

  private static String send(OathApplet applet, String header, String data) {
    String length = data.isEmpty() ? "" : OathCase.length(data);
    Command command = Command.parse(TestCard.bytes(header + length + data)).orElseThrow();
    return TestCard.hex(applet.process(command).encode());
  }

  private static String code(OathApplet applet) {
    return send(applet, "00A20001", "710161" + "7400");
  }

  /** A code that was seen is never made again, whatever happens to power. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noCodeGoesOutBeforeTheCounterIsStored(boolean applied) throws IOException {
    OathApplet applet = open();
    send(applet, "00010000", OathCase.putData("a", 0x11, 6, KEY));
    String first = code(applet);
    memory.fail(applied);
    assertThatThrownBy(() -> code(applet)).isInstanceOf(StorageFailure.class);
    memory.work();
    String next = code(open());
    assertThat(next).endsWith("9000").isNotEqualTo(first);
    assertThat(code(open())).isNotEqualTo(next);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00010000 1B 710162 7316 2106 3131313131313131313131313131313131313131",
        "00020000 03 710161",
        "00050000 06 710161 710163",
        "00030000 02 7300",
        "0004DEAD",
        "00A20001 05 710161 7400",
      })
  void everyCommandIsDoneOrNotDone(String command) throws IOException {
    OathApplet applet = open();
    send(applet, "00010000", OathCase.putData("a", 0x11, 6, KEY));
    Command parsed = Command.parse(TestCard.bytes(command)).orElseThrow();
    byte[] before = memory.record();
    memory.fail(false);
    assertThatThrownBy(() -> applet.process(parsed)).isInstanceOf(StorageFailure.class);
    assertThat(memory.record()).isEqualTo(before);
    memory.work();
    assertThat(send(applet, "00A10000", "")).as("it goes on as before").isEqualTo("720211619000");
    assertThat(TestCard.hex(applet.process(parsed).encode())).endsWith("9000");
  }

  @Test
  void accountsAndPasswordSurvive() throws IOException {
    OathApplet applet = open();
    send(applet, "00010000", OathCase.putData("a", 0x11, 6, KEY) + "7802" + "7A0400000009");
    String list = send(applet, "00A10000", "01");
    assertThat(send(open(), "00A10000", "01")).isEqualTo(list);
    assertThat(code(open())).isNotEqualTo(code(open()));
  }

  @Test
  void readsWhatItWrote() throws IOException {
    byte[] encoded = OathStateCodec.encode(STATE);
    OathState read = OathStateCodec.decode(encoded);
    assertThat(OathStateCodec.encode(read)).isEqualTo(encoded);
    assertThat(read.accounts()).hasSize(2);
    assertThat(read.accounts().get(0).counter()).isEqualTo(1L << 32);
    assertThat(read.access()).isPresent();
  }

  @Test
  void everyShortRecordIsRefusedOrIsAWholeSmallerState() {
    byte[] encoded = OathStateCodec.encode(STATE);
    int refused = 0;
    for (int length = 0; length < encoded.length; length++) {
      try {
        OathState read = OathStateCodec.decode(Arrays.copyOf(encoded, length));
        assertThat(read.accounts().size()).isLessThan(2);
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isEqualTo(encoded.length - 3);
  }

  @Test
  void aDamagedRecordNeverFailsInAnotherWay() {
    byte[] encoded = OathStateCodec.encode(STATE);
    int refused = 0;
    for (int i = 0; i < encoded.length; i++) {
      byte[] damaged = encoded.clone();
      damaged[i] ^= (byte) 0xFF;
      try {
        OathStateCodec.decode(damaged);
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "C00101", // no salt
        "C00101C10700000000000000", // a short salt
        "C00101C1080000000000000000C20121", // an access key of no bytes
        "C00101C1080000000000000000C500", // an unknown entry
        "C00101C1080000000000000000E300", // an empty account
        "FF",
      })
  void aDamagedRecordIsRefused(String damaged) {
    memory.record(TestCard.bytes(damaged));
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("OATH state is damaged");
  }

  @Test
  void twoAccountsHaveTwoNames() {
    Account account = STATE.accounts().get(0);
    byte[] encoded = OathStateCodec.encode(STATE.withAccounts(List.of(account, account)));
    assertThatThrownBy(() -> OathStateCodec.decode(encoded)).hasMessageContaining("two names");
  }

  @Test
  void anotherFormatAndTooMuch() {
    byte[] encoded = OathStateCodec.encode(STATE);
    encoded[2] = 2;
    assertThatThrownBy(() -> OathStateCodec.decode(encoded))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("format 2");
    assertThatThrownBy(() -> OathStateCodec.decode(new byte[OathStateCodec.MAX_BYTES + 1]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("too long");
  }

  @Test
  void secretsAreNotPrinted() {
    assertThat(STATE).hasToString("2 accounts, locked");
    assertThat(STATE.accounts().get(0)).hasToString("account a");
    assertThat(new AccessKey(0x21, new byte[16])).hasToString("access key");
  }
}
