package dev.countersign.card.piv;

import dev.countersign.simulator.Profile;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.ForwardingChannel;
import dev.countersign.wire.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A card that answers each command as another card did while it was recorded, unless something goes
 * wrong by plan. It has no state and no cryptography, so it is fast and always the same.
 */
final class TapedCard implements ChannelSource, Reader, ApduChannel {
  private static final int INS_GET_DATA = 0xCB;

  /** What goes wrong at a command; they are counted from 1. */
  interface Trouble {
    /** The answer to the command, which is the taped one when nothing goes wrong. */
    byte[] answer(int command, byte[] taped) throws ChannelException;
  }

  private final Profile profile;
  private final Map<String, byte[]> tape;
  private final Trouble trouble;
  private final List<byte[]> commands = new ArrayList<>();

  TapedCard(Profile profile, Map<String, byte[]> tape, Trouble trouble) {
    this.profile = profile;
    this.tape = tape;
    this.trouble = trouble;
  }

  /** A channel that writes down what goes over it. */
  static ApduChannel recorder(ApduChannel channel, Map<String, byte[]> tape) {
    return new ForwardingChannel(channel) {
      @Override
      public byte[] transceive(byte[] command) throws ChannelException {
        String sent = HexFormat.of().formatHex(command);
        byte[] answer = super.transceive(command);
        tape.put(sent, answer.clone());
        return answer;
      }
    };
  }

  /** An empty tape. */
  static Map<String, byte[]> tape() {
    return new HashMap<>();
  }

  List<byte[]> commands() {
    return commands;
  }

  @Override
  public byte[] transceive(byte[] command) throws ChannelException {
    commands.add(command.clone());
    byte[] taped = tape.get(HexFormat.of().formatHex(command));
    if (taped == null) {
      boolean object = (command[1] & 0xFF) == INS_GET_DATA;
      taped = object ? new byte[] {0x6A, (byte) 0x82} : new byte[] {0x6D, 0};
    }
    return trouble.answer(commands.size(), taped.clone());
  }

  @Override
  public byte[] atr() {
    return profile.atr();
  }

  @Override
  public boolean extendedLength() {
    return profile.extendedLength();
  }

  @Override
  public String name() {
    return "Tape";
  }

  @Override
  public boolean present() {
    return true;
  }

  @Override
  public ApduChannel connect() {
    return this;
  }

  @Override
  public List<Reader> readers() {
    return List.of(this);
  }

  @Override
  public Watch watch(Consumer<ChannelEvent> listener) {
    return () -> {};
  }

  @Override
  public void close() {}
}
