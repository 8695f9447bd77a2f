package dev.countersign.simulator.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.card.FailingMemory;
import dev.countersign.simulator.card.Firmware;
import dev.countersign.simulator.card.SeededRandom;
import dev.countersign.simulator.card.StorageFailure;
import dev.countersign.simulator.card.Surroundings;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the applet keeps: power goes away at a write, records are damaged. */
class OtpMemoryTest {
  private static final SlotConfiguration HOTP =
      new SlotConfiguration(
          TestCard.bytes(OtpCase.configuration("01", "02", "03", "", 0x34, 0x40, 0)));
  private static final SlotConfiguration YUBICO =
      new SlotConfiguration(
          TestCard.bytes(OtpCase.configuration("01", "02", "03", "04", 0x34, 0, 0)));
  private static final OtpState STATE =
      new OtpState(
          new Slot(HOTP, 1L << 20, new byte[0]),
          new Slot(YUBICO, 5, new byte[Slot.NDEF_BYTES]),
          new byte[ScanCodes.MAP_BYTES]);

  private final FailingMemory memory = new FailingMemory();

  @BeforeEach
  void store() {
    memory.record(OtpStateCodec.encode(STATE));
  }

  private OtpApplet open() throws IOException {
    return OtpApplet.open(
        new OtpFeatures(new Firmware(5, 7, 4), true),
        1,
        new Surroundings(Clock.systemUTC(), new SeededRandom(1), purpose -> true),
        memory,
        command -> Response.ok());
  }

  /** A code that was typed is never typed again, whatever happens to power. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nothingIsTypedBeforeTheCounterIsStored(boolean applied) throws IOException {
    memory.record(OtpStateCodec.encode(STATE.withScanMap(new byte[0])));
    OtpApplet applet = open();
    String first = applet.touch(1);
    assertThat(first).hasSize(2 + 6);
    memory.fail(applied);
    assertThat(applet.touch(1)).isEmpty();
    assertThat(applet.touch(2)).isEmpty();
    memory.work();
    String next = open().touch(1);
    assertThat(next).hasSize(2 + 6).isNotEqualTo(first);
    assertThat(open().touch(1)).isNotEqualTo(next);
    assertThat(open().touch(2)).hasSize(2 + 32);
  }

  @Test
  void whatCouldNotBeWrittenDidNotHappen() throws IOException {
    OtpApplet applet = open();
    byte[] before = memory.record();
    String status = TestCard.hex(applet.select().encode());
    memory.fail(false);
    for (String request :
        new String[] {"010100" + OtpCase.DELETE, "010600", "010800" + "00".repeat(56)}) {
      Command command =
          Command.parse(TestCard.bytes("00" + withLength(request + OtpCase.NO_CODE))).orElseThrow();
      assertThatThrownBy(() -> applet.process(command)).isInstanceOf(StorageFailure.class);
    }
    assertThat(memory.record()).isEqualTo(before);
    assertThat(TestCard.hex(applet.select().encode())).isEqualTo(status);
  }

  private static String withLength(String request) {
    String data = request.substring(6);
    return request.substring(0, 6) + "%02X".formatted(data.length() / 2) + data;
  }

  @Test
  void readsWhatItWrote() throws IOException {
    byte[] encoded = OtpStateCodec.encode(STATE);
    OtpState read = OtpStateCodec.decode(encoded);
    assertThat(OtpStateCodec.encode(read)).isEqualTo(encoded);
    assertThat(read.slot(1).orElseThrow().counter()).isEqualTo(1L << 20);
    assertThat(read.slot(2).orElseThrow().configuration().locked()).isTrue();
    assertThat(OtpStateCodec.decode(OtpStateCodec.encode(OtpState.FACTORY)).empty()).isTrue();
  }

  @Test
  void everyShortRecordIsRefusedOrIsAWholeSmallerState() {
    byte[] encoded = OtpStateCodec.encode(STATE);
    int refused = 0;
    for (int length = 0; length < encoded.length; length++) {
      try {
        OtpState read = OtpStateCodec.decode(Arrays.copyOf(encoded, length));
        assertThat(read.slot(2)).isEmpty();
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isEqualTo(encoded.length - 3);
  }

  @Test
  void aDamagedRecordNeverFailsInAnotherWay() {
    byte[] encoded = OtpStateCodec.encode(STATE);
    int refused = 0;
    for (int i = 0; i < encoded.length; i++) {
      byte[] damaged = encoded.clone();
      damaged[i] ^= (byte) 0xFF;
      try {
        OtpStateCodec.decode(damaged);
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).as("a checksum guards the slots").isGreaterThan(2 * 52);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "C00101C10100", "C00101C500", "C00101E100", "C00101E3", "C0020101", "FF"})
  void aDamagedRecordIsRefused(String damaged) {
    memory.record(TestCard.bytes(damaged));
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("OTP state is damaged");
  }

  @Test
  void anotherFormatAndTooMuch() {
    byte[] encoded = OtpStateCodec.encode(STATE);
    encoded[2] = 2;
    assertThatThrownBy(() -> OtpStateCodec.decode(encoded))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("format 2");
    assertThatThrownBy(() -> OtpStateCodec.decode(new byte[OtpStateCodec.MAX_BYTES + 1]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("too long");
  }

  @Test
  void secretsAreNotPrinted() {
    assertThat(STATE).hasToString("slots HOTP and YUBICO_OTP");
    assertThat(OtpState.FACTORY).hasToString("slots null and null");
  }
}
