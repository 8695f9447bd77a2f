package dev.countersign.simulator.smartcardio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import javax.smartcardio.Card;
import javax.smartcardio.CardChannel;
import javax.smartcardio.CardException;
import javax.smartcardio.CommandAPDU;
import javax.smartcardio.ResponseAPDU;

/** The basic channel. It follows 61xx and 6Cxx as the JDK's own provider does. */
final class SimulatedCardChannel extends CardChannel {
  private static final int MAX_RESPONSE_BYTES = 65536;
  private static final int MORE_DATA = 0x61;
  private static final int WRONG_LE = 0x6C;
  private static final int INS_MANAGE_CHANNEL = 0x70;
  private static final int SHORT_CASE_2 = 5;
  private static final int SW_BYTES = 2;

  private final SimulatedCard card;

  SimulatedCardChannel(SimulatedCard card) {
    this.card = card;
  }

  @Override
  public Card getCard() {
    return card;
  }

  @Override
  public int getChannelNumber() {
    return 0;
  }

  @Override
  public ResponseAPDU transmit(CommandAPDU command) throws CardException {
    return new ResponseAPDU(whole(command.getBytes()));
  }

  @Override
  public int transmit(ByteBuffer command, ByteBuffer response) throws CardException {
    byte[] bytes = new byte[command.remaining()];
    command.get(bytes);
    byte[] answer = whole(bytes);
    if (answer.length > response.remaining()) {
      throw new CardException("the response of %d bytes does not fit".formatted(answer.length));
    }
    response.put(answer);
    return answer.length;
  }

  private byte[] whole(byte[] command) throws CardException {
    if (command.length < 4) {
      throw new IllegalArgumentException("a command has at least 4 bytes");
    }
    if (command[0] >= 0 && command[1] == INS_MANAGE_CHANNEL) {
      throw new IllegalArgumentException("MANAGE CHANNEL is not allowed here");
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    byte[] answer = piece(command);
    if (sw1(answer) == WRONG_LE && command.length >= SHORT_CASE_2) {
      byte[] corrected = command.clone();
      corrected[corrected.length - 1] = sw2(answer);
      answer = piece(corrected);
    }
    while (sw1(answer) == MORE_DATA) {
      data.write(answer, 0, answer.length - SW_BYTES);
      if (data.size() > MAX_RESPONSE_BYTES) {
        throw new CardException("the response does not end");
      }
      answer = piece(new byte[] {command[0], (byte) 0xC0, 0, 0, sw2(answer)});
    }
    data.write(answer, 0, answer.length);
    return data.toByteArray();
  }

  private byte[] piece(byte[] command) throws CardException {
    byte[] answer = card.transceive(command);
    if (answer.length < SW_BYTES) {
      throw new CardException("the response has no status word");
    }
    return answer;
  }

  private static int sw1(byte[] answer) {
    return answer[answer.length - SW_BYTES] & 0xFF;
  }

  private static byte sw2(byte[] answer) {
    return answer[answer.length - 1];
  }

  @Override
  public void close() {
    throw new IllegalStateException("the basic channel cannot be closed");
  }
}
