package dev.countersign.cli.keyfiles;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Strings and integers as SSH writes them ([RFC4251] 5). */
final class SshWire {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  SshWire string(String text) {
    return string(text.getBytes(StandardCharsets.US_ASCII));
  }

  SshWire string(byte[] content) {
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    bytes.writeBytes(content);
    return this;
  }

  SshWire mpint(BigInteger value) {
    return string(value.toByteArray());
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
