package dev.countersign.host.hid;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A file of hidraw as a test wants it to be: one report a read, cut to what there is room for. */
final class FakeLink implements HidrawLink {
  private static final byte[] END = new byte[0];
  private static final byte[] FAULT = new byte[0];

  private final BlockingQueue<byte[]> reports = new LinkedBlockingQueue<>();
  final AtomicInteger closed = new AtomicInteger();
  volatile boolean refusesReports;
  volatile boolean endsWithRefusal;

  void send(byte[] report) {
    reports.add(report);
  }

  void end() {
    reports.add(END);
  }

  void fail() {
    reports.add(FAULT);
  }

  /** Whether the reader has taken all there was. */
  boolean drained() {
    return reports.isEmpty();
  }

  @Override
  public int read(ByteBuffer report) throws IOException {
    byte[] next;
    try {
      next = reports.take();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    if (next == END) {
      return -1;
    } else if (next == FAULT) {
      throw closed.get() > 0 ? new AsynchronousCloseException() : new IOException("E/A-Fehler");
    }
    int length = Math.min(report.remaining(), next.length);
    report.put(next, 0, length);
    return length;
  }

  @Override
  public void write(byte[] numbered) throws IOException {
    if (endsWithRefusal) {
      end();
    }
    if (refusesReports) {
      throw new IOException("Die Wartezeit ist abgelaufen");
    }
  }

  @Override
  public void close() {
    closed.incrementAndGet();
    fail();
  }
}
