package dev.countersign.host.pin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A terminal whose person types what the test says, then leaves. */
final class FakeTerminal implements Terminal {
  final StringBuilder screen = new StringBuilder();
  final BlockingQueue<String> prints = new LinkedBlockingQueue<>();
  final List<byte[]> handedOut = new ArrayList<>();
  private final Deque<String> typed = new ArrayDeque<>();
  private final boolean erasable;
  boolean broken;

  FakeTerminal(String... typed) {
    this(true, typed);
  }

  FakeTerminal(boolean erasable, String... typed) {
    this.erasable = erasable;
    this.typed.addAll(List.of(typed));
  }

  @Override
  public void print(String text) throws IOException {
    if (broken) {
      throw new IOException("hung up");
    }
    screen.append(text);
    prints.add(text);
  }

  @Override
  public byte[] readLine(String prompt, boolean echo, int maxBytes) throws IOException {
    print(prompt);
    String line = typed.poll();
    if (line == null) {
      return null;
    }
    screen.append(echo ? line : "").append('\n');
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    handedOut.add(bytes);
    return bytes;
  }

  @Override
  public boolean erasable() {
    return erasable;
  }
}
