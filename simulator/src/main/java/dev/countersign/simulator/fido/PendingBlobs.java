package dev.countersign.simulator.fido;

import java.io.ByteArrayOutputStream;

/** The part of a large-blob array that has come ([CTAP2.1] 6.10.2). */
final class PendingBlobs implements Unfinished {
  private final int expected;
  private final ByteArrayOutputStream come = new ByteArrayOutputStream();

  PendingBlobs(int expected) {
    this.expected = expected;
  }

  int size() {
    return come.size();
  }

  boolean takes(byte[] fragment) {
    return fragment.length <= expected - come.size();
  }

  void add(byte[] fragment) {
    come.writeBytes(fragment);
  }

  boolean complete() {
    return come.size() == expected;
  }

  byte[] bytes() {
    return come.toByteArray();
  }
}
