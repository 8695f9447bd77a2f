package dev.countersign.card.apdu;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
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
  private String repeatable = "";
  private String lastRepeatable = "";

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

  /** The answer to this command never comes. */
  public ScriptedChannel lost(String command, ChannelException.Kind why) {
    script.add(new String[] {strip(command), why.name()});
    return this;
  }

  /**
   * This command may come again between others and is answered as before: a slow machine ends a
   * transaction that lingers.
   */
  public ScriptedChannel repeatable(String command) {
    repeatable = strip(command);
    return this;
  }

  @Override
  public byte[] transceive(byte[] command) throws ChannelException {
    String sent = HexFormat.of().withUpperCase().formatHex(command);
    boolean wanted = !script.isEmpty() && script.peek()[0].equals(sent);
    if (sent.equals(repeatable) && !wanted && commands.contains(sent)) {
      return hex(lastRepeatable);
    }
    commands.add(sent);
    String[] expected = script.poll();
    if (expected == null) {
      throw new AssertionError("no command was expected, came " + sent);
    }
    if (!expected[0].equals(sent)) {
      throw new AssertionError("expected " + expected[0] + ", came " + sent);
    }
    for (ChannelException.Kind why : ChannelException.Kind.values()) {
      if (why.name().equals(expected[1])) {
        throw new ChannelException(why, "by the script");
      }
    }
    if (sent.equals(repeatable)) {
      lastRepeatable = expected[1];
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
