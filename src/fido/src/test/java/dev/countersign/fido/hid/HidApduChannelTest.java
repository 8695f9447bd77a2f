package dev.countersign.fido.hid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ChannelException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames to a key on USB ([CTAP2.1] 11.2). */
class HidApduChannelTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] SELECT = HEX.parseHex("00a4040008a0000006472f000100");
  private static final byte[] GET_INFO = HEX.parseHex("80108000000001040000");
  private static final byte[] POLL = HEX.parseHex("80110000000000");
  private static final byte[] CANCEL = HEX.parseHex("80111100000000");
  private static final int OTHER = 0x0A0B0C0D;

  private final ScriptedHid hid = new ScriptedHid(ScriptedHid.WITH_CBOR);

  private HidApduChannel opened() throws ChannelException {
    HidApduChannel channel =
        new HidApduChannel(HidConnection.open(hid, new SecureRandom(), line -> {}), false);
    assertThat(HEX.formatHex(channel.transceive(SELECT))).endsWith("9000");
    return channel;
  }

  @Test
  void aShortMessageIsOneFrameWithTheChannelThatWasGiven() throws ChannelException {
    hid.onFrame(frame -> hid.says(ScriptedHid.CHANNEL, 0x10, (byte) 0, (byte) 0xA0));
    byte[] answer = opened().transceive(GET_INFO);
    assertThat(HEX.formatHex(answer)).isEqualTo("00a09000");
    assertThat(hid.sent()).hasSize(2);
    assertThat(hid.sent().get(0)).startsWith("ffffffff860008");
    assertThat(hid.sent().get(1)).startsWith("01020304900001" + "0400").hasSize(128);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 57, 58, 116, 117, 1000, 7609})
  void messagesOfEveryLengthAreCutAndPutTogether(int length) throws ChannelException {
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = (byte) (i * 7);
    }
    byte[] command = new byte[7 + length + 2];
    System.arraycopy(HEX.parseHex("80108000"), 0, command, 0, 4);
    ByteBuffer.wrap(command).putShort(5, (short) length);
    System.arraycopy(data, 0, command, 7, length);
    hid.onFrame(
        frame -> {
          if ((frame[4] & 0x80) != 0) {
            hid.says(ScriptedHid.CHANNEL, 0x10, data);
          }
        });
    byte[] answer = opened().transceive(command);
    assertThat(answer).startsWith(data).hasSize(length + 2);
    assertThat(hid.sent()).hasSize(1 + 1 + (Math.max(0, length - 57) + 58) / 59);
  }

  @Test
  void framesOfOtherProgramsAreSkippedInTheMiddleOfAMessage() throws ChannelException {
    hid.onFrame(
        frame -> {
          hid.says(OTHER, 0x10, new byte[200]);
          hid.says(ScriptedHid.CHANNEL, 0x10, new byte[100]);
          byte[] last = hid.input().removeLast();
          hid.says(OTHER, 0x3B, (byte) 2);
          hid.report(last);
        });
    assertThat(opened().transceive(GET_INFO)).hasSize(102);
  }

  @Test
  void aKeyThatIsNotDoneIsWaitedForAndSaysWhatItWaitsFor() throws ChannelException {
    HidApduChannel channel = opened();
    hid.onFrame(
        frame -> {
          hid.says(ScriptedHid.CHANNEL, 0x3B, (byte) 1);
          hid.says(ScriptedHid.CHANNEL, 0x3B, (byte) 2);
          hid.says(ScriptedHid.CHANNEL, 0x3B, (byte) 99);
          hid.says(ScriptedHid.CHANNEL, 0x10, (byte) 0);
        });
    assertThat(HEX.formatHex(channel.transceive(GET_INFO))).isEqualTo("019100");
    assertThat(HEX.formatHex(channel.transceive(POLL))).isEqualTo("029100");
    assertThat(HEX.formatHex(channel.transceive(POLL))).isEqualTo("019100");
    assertThat(HEX.formatHex(channel.transceive(POLL))).isEqualTo("009000");
    assertThat(HEX.formatHex(channel.transceive(POLL))).isEqualTo("6985");
  }

  @Test
  void cancelIsSentOnceAndTheAnswerToTheMessageIsWaitedFor() throws ChannelException {
    HidApduChannel channel = opened();
    hid.onFrame(frame -> {});
    channel.transceive(GET_INFO);
    channel.transceive(CANCEL);
    hid.says(ScriptedHid.CHANNEL, 0x10, (byte) 0x2D);
    assertThat(HEX.formatHex(channel.transceive(CANCEL))).isEqualTo("2d9000");
    assertThat(hid.sent()).filteredOn(frame -> frame.startsWith("01020304910000")).hasSize(1);
  }

  @Test
  void aBusyKeyIsAskedAgain() throws ChannelException {
    HidApduChannel channel = opened();
    int[] asked = new int[1];
    hid.onFrame(
        frame -> {
          if (asked[0]++ < 2) {
            hid.says(ScriptedHid.CHANNEL, 0x3F, (byte) 6);
          } else {
            hid.says(ScriptedHid.CHANNEL, 0x10, (byte) 0);
          }
        });
    assertThat(HEX.formatHex(channel.transceive(GET_INFO))).isEqualTo("009100");
    assertThat(HEX.formatHex(channel.transceive(POLL))).isEqualTo("009100");
    assertThat(HEX.formatHex(channel.transceive(POLL))).isEqualTo("009000");
  }

  @Test
  void aBusyKeyIsLeftInPeaceWhenItIsCancelled() throws ChannelException {
    HidApduChannel channel = opened();
    hid.onFrame(frame -> hid.says(ScriptedHid.CHANNEL, 0x3F, (byte) 6));
    channel.transceive(GET_INFO);
    assertThat(HEX.formatHex(channel.transceive(CANCEL))).isEqualTo("2d9000");
    assertThat(hid.sent()).noneMatch(frame -> frame.startsWith("0102030491"));
  }

  @Test
  void aMessageAfterOneThatWasGivenUpBeginsWithInitOnTheSameChannel() throws ChannelException {
    HidApduChannel channel = opened();
    hid.onFrame(frame -> {});
    channel.transceive(GET_INFO);
    hid.onFrame(frame -> hid.says(ScriptedHid.CHANNEL, 0x10, (byte) 0));
    hid.says(ScriptedHid.CHANNEL, 0x10, (byte) 0x77); // too late
    assertThat(HEX.formatHex(channel.transceive(SELECT))).endsWith("9000");
    assertThat(HEX.formatHex(channel.transceive(GET_INFO))).isEqualTo("009000");
    assertThat(hid.sent()).anyMatch(frame -> frame.startsWith("01020304860008"));
  }

  @ParameterizedTest
  @CsvSource({"1, 019000", "2, 029000", "3, 039000"})
  void whatTheKeyCannotDoIsItsAnswer(int code, String answer) throws ChannelException {
    hid.onFrame(frame -> hid.says(ScriptedHid.CHANNEL, 0x3F, (byte) code));
    assertThat(HEX.formatHex(opened().transceive(GET_INFO))).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource({"10, SHARING", "11, RESET", "4, PROTOCOL", "5, PROTOCOL", "127, PROTOCOL"})
  void otherErrorsAreErrorsOfTheChannel(int code, ChannelException.Kind kind)
      throws ChannelException {
    hid.onFrame(frame -> hid.says(ScriptedHid.CHANNEL, 0x3F, (byte) code));
    HidApduChannel channel = opened();
    assertThatThrownBy(() -> channel.transceive(GET_INFO))
        .isInstanceOfSatisfying(ChannelException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void framesOutOfOrderAreRefused() throws ChannelException {
    hid.onFrame(
        frame -> {
          hid.says(ScriptedHid.CHANNEL, 0x10, new byte[200]);
          byte[] last = hid.input().removeLast();
          byte[] beforeLast = hid.input().removeLast();
          hid.report(last);
          hid.report(beforeLast);
        });
    HidApduChannel channel = opened();
    assertThatThrownBy(() -> channel.transceive(GET_INFO))
        .isInstanceOf(ChannelException.class)
        .hasMessageContaining("follow");
  }

  @Test
  void aMessageThatIsGivenUpWithErrorsWithoutEndEndsWithTheFirst() throws ChannelException {
    hid.onFrame(
        frame -> {
          for (int i = 0; i < 50_000; i++) {
            hid.says(ScriptedHid.CHANNEL, i == 0 ? 0x10 : 0x3F, new byte[58]);
            hid.input().removeLast();
          }
        });
    HidApduChannel channel = opened();
    assertThatThrownBy(() -> channel.transceive(GET_INFO))
        .isInstanceOf(ChannelException.class)
        .hasMessageContaining("error 00");
  }

  @Test
  void aMessageThatEndsInTheMiddleIsNotWaitedForWithoutEnd() throws ChannelException {
    hid.onFrame(
        frame -> {
          hid.says(ScriptedHid.CHANNEL, 0x10, new byte[200]);
          hid.input().removeLast();
        });
    HidApduChannel channel = opened();
    assertThatThrownBy(() -> channel.transceive(GET_INFO))
        .isInstanceOfSatisfying(
            ChannelException.class,
            e -> assertThat(e.kind()).isEqualTo(ChannelException.Kind.TIMEOUT));
  }

  @Test
  void aLengthThatNoMessageHasIsRefused() throws ChannelException {
    hid.onFrame(
        frame ->
            hid.report(
                ByteBuffer.allocate(64)
                    .putInt(ScriptedHid.CHANNEL)
                    .put((byte) 0x90)
                    .putShort((short) 0xFFFF)
                    .array()));
    HidApduChannel channel = opened();
    assertThatThrownBy(() -> channel.transceive(GET_INFO))
        .isInstanceOf(ChannelException.class)
        .hasMessageContaining("65535");
  }

  @Test
  void aKeyThatIsPulledIsGoneAtWhicheverReport() throws ChannelException {
    for (int reports = 0; reports < 6; reports++) {
      ScriptedHid pulled = new ScriptedHid(ScriptedHid.WITH_CBOR);
      pulled.onFrame(frame -> pulled.says(ScriptedHid.CHANNEL, 0x10, new byte[150]));
      pulled.removeAfter(reports);
      assertThatThrownBy(
              () -> {
                HidApduChannel channel =
                    new HidApduChannel(
                        HidConnection.open(pulled, new SecureRandom(), line -> {}), false);
                channel.transceive(SELECT);
                channel.transceive(GET_INFO);
              })
          .as("after %d reports", reports)
          .isInstanceOfSatisfying(
              ChannelException.class,
              e -> assertThat(e.kind()).isEqualTo(ChannelException.Kind.REMOVED));
    }
  }

  @Test
  void theSerialNumberIsAskedOfYubiKeysOnly() throws ChannelException {
    byte[] management = HEX.parseHex("00a4040008a00000052747111700");
    assertThat(HEX.formatHex(opened().transceive(management))).isEqualTo("6a82");
    hid.onFrame(frame -> hid.says(ScriptedHid.CHANNEL, 0x42, HEX.parseHex("06020400bc614e")));
    HidApduChannel yubiKey =
        new HidApduChannel(HidConnection.open(hid, new SecureRandom(), line -> {}), true);
    assertThat(HEX.formatHex(yubiKey.transceive(management))).isEqualTo("9000");
    assertThat(HEX.formatHex(yubiKey.transceive(HEX.parseHex("001d000000"))))
        .isEqualTo("06020400bc614e9000");
    assertThat(hid.sent().get(hid.sent().size() - 1)).startsWith("01020304c2000100");
  }

  @ParameterizedTest
  @CsvSource({"59, 1, TIMEOUT", "63, 6, SHARING"})
  void theSerialNumberIsNotWaitedForWithoutEnd(int command, int code, ChannelException.Kind kind)
      throws ChannelException {
    HidApduChannel yubiKey =
        new HidApduChannel(
            HidConnection.open(hid, new SecureRandom(), line -> {}), true, Duration.ofMillis(50));
    yubiKey.transceive(HEX.parseHex("00a4040008a00000052747111700"));
    hid.says(ScriptedHid.CHANNEL, command, (byte) code);
    hid.onFrame(frame -> hid.says(ScriptedHid.CHANNEL, command, (byte) code));
    assertThatThrownBy(() -> yubiKey.transceive(HEX.parseHex("001d000000")))
        .isInstanceOfSatisfying(ChannelException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void aKeyWithoutCborAnswersThatItLacksTheInstructionAndNothingIsSent() throws ChannelException {
    ScriptedHid old = new ScriptedHid(0x01);
    HidApduChannel channel =
        new HidApduChannel(HidConnection.open(old, new SecureRandom(), line -> {}), false);
    channel.transceive(SELECT);
    assertThat(HEX.formatHex(channel.transceive(GET_INFO))).isEqualTo("6d00");
    assertThat(old.sent()).hasSize(1);
  }

  @Test
  void closingEndsWhatTheKeyStillDoesForUs() throws ChannelException {
    HidApduChannel channel = opened();
    hid.onFrame(frame -> {});
    channel.transceive(GET_INFO);
    channel.close();
    assertThat(hid.closed()).isTrue();
    assertThat(hid.sent().get(hid.sent().size() - 1)).startsWith("01020304860008");
  }
}
