package dev.countersign.card.apdu;

import dev.countersign.wire.ApduChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** A card that expects exact commands, in order, and gives the answers that were written down. */
public final class ScriptedChannel implements ApduChannel {
  private final boolean extended;
  private final byte[] atr;
  private final Deque<String[]> script = new ArrayDeque<>();
  private final List<String> commands = new ArrayList<>();

  /** A card with these historical bytes. */
  public ScriptedChannel(String atr, boolean extended) {
    this.atr = hex(atr);
    this.extended = extended;
  }

  public ScriptedChannel(boolean extended) {
    this("3B80", extended);
  }

  /** Blanks in both are ignored. */
  public ScriptedChannel on(String command, String answer) {
    script.add(new String[] {strip(command), strip(answer)});
    return this;
  }

  @Override
  public byte[] transceive(byte[] command) {
    String sent = HexFormat.of().withUpperCase().formatHex(command);
    commands.add(sent);
    String[] expected = script.poll();
    if (expected == null) {
      throw new AssertionError("no command was expected, came " + sent);
    }
    if (!expected[0].equals(sent)) {
      throw new AssertionError("expected " + expected[0] + ", came " + sent);
    }
    return hex(expected[1]);
  }

  public List<String> commands() {
    return commands;
  }

  public void assertDone() {
    if (!script.isEmpty()) {
      throw new AssertionError("still expected: " + script.peek()[0]);
    }
  }

  @Override
  public byte[] atr() {
    return atr.clone();
  }

  @Override
  public boolean extendedLength() {
    return extended;
  }

  @Override
  public void close() {}

  private static String strip(String text) {
    return text.replace(" ", "").toUpperCase(Locale.ROOT);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(strip(text));
  }
}
