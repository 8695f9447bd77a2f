package dev.countersign.host.pin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The client's side of a conversation with a pinentry program ([ASSUAN] client requests). */
final class AssuanClient {
  /** The longest line either side may send, without its end ([ASSUAN] client requests). */
  static final int MAX_LINE_BYTES = 1000;

  /** The most lines of one response; a pinentry sends a handful. */
  private static final int MAX_LINES = 100;

  private final InputStream in;
  private final OutputStream out;

  AssuanClient(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /** The server said {@code ERR}. */
  static final class Refused extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    /** GPG_ERR_TIMEOUT. */
    static final int TIMEOUT = 62;

    /** GPG_ERR_CANCELED. */
    static final int CANCELED = 99;

    /** GPG_ERR_NOT_CONFIRMED. */
    static final int NOT_CONFIRMED = 114;

    /** GPG_ERR_FULLY_CANCELED. */
    static final int FULLY_CANCELED = 198;

    private final int code;

    Refused(int code) {
      super("error " + code);
      this.code = code;
    }

    /** The error code without its source. */
    int code() {
      return code;
    }
  }

  /** Waits for the greeting. */
  void greeting() throws IOException, Refused {
    Arrays.fill(response(), (byte) 0);
  }

  /** Sends a command whose data, if any, is of no interest. */
  void command(String command) throws IOException, Refused {
    Arrays.fill(request(command), (byte) 0);
  }

  /** Sends a command that the server may not know. */
  void tryCommand(String command) throws IOException {
    try {
      command(command);
    } catch (Refused e) {
      // An older program; it works without.
      return;
    }
  }

  /**
   * Sends a command and returns its data, which the caller wipes.
   *
   * @throws Refused when the server says ERR
   * @throws IOException when the conversation breaks off or breaks the rules
   */
  byte[] request(String command) throws IOException, Refused {
    byte[] line = (command + "\n").getBytes(StandardCharsets.UTF_8);
    if (line.length > MAX_LINE_BYTES + 1) {
      throw new IOException("a command of " + line.length + " bytes");
    }
    out.write(line);
    out.flush();
    return response();
  }

  private byte[] response() throws IOException, Refused {
    WipedBuffer data = new WipedBuffer();
    byte[] line = new byte[MAX_LINE_BYTES];
    try {
      for (int i = 0; i < MAX_LINES; i++) {
        int length = readLine(line);
        if (startsWith(line, length, "D ")) {
          decode(line, length, data);
        } else if (is(line, length, "OK")) {
          return data.toByteArray();
        } else if (is(line, length, "ERR")) {
          throw new Refused(errorCode(line, length));
        } else if (!is(line, length, "S") && !startsWith(line, length, "#")) {
          throw new IOException("the pinentry program sent a line that is not Assuan");
        }
      }
      throw new IOException("the pinentry program does not come to an end");
    } finally {
      Arrays.fill(line, (byte) 0);
      data.wipe();
    }
  }

  private int readLine(byte[] line) throws IOException {
    int length = 0;
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the pinentry program ended");
      }
      if (next == '\n') {
        return length > 0 && line[length - 1] == '\r' ? length - 1 : length;
      }
      if (length == line.length) {
        throw new IOException("the pinentry program sent a line of more than 1000 bytes");
      }
      line[length++] = (byte) next;
    }
  }

  private static boolean startsWith(byte[] line, int length, String word) {
    if (length < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (line[i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean is(byte[] line, int length, String word) {
    return startsWith(line, length, word)
        && (length == word.length() || line[word.length()] == ' ');
  }

  private static void decode(byte[] line, int length, WipedBuffer data) throws IOException {
    for (int i = 2; i < length; i++) {
      if (line[i] != '%') {
        data.write(line[i]);
        continue;
      }
      int high = i + 2 < length ? Character.digit(line[i + 1], 16) : -1;
      int low = i + 2 < length ? Character.digit(line[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new IOException("the pinentry program sent a bad percent escape");
      }
      data.write(high << 4 | low);
      i += 2;
    }
  }

  private static int errorCode(byte[] line, int length) {
    long code = 0;
    int i = "ERR ".length();
    while (i < length && line[i] >= '0' && line[i] <= '9' && code < 1L << 40) {
      code = code * 10 + (line[i] - '0');
      i++;
    }
    return (int) (code & 0xFFFF);
  }

  /**
   * Text as an argument: percent, carriage return, line feed and other controls escaped, cut so
   * that the line stays within its limit.
   */
  static String escaped(String text) {
    StringBuilder line = new StringBuilder();
    int bytes = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      String piece =
          point == '%' || point < 0x20 || point == 0x7F
              ? "%%%02X".formatted(point)
              : new String(Character.toChars(point));
      bytes += piece.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_LINE_BYTES - 100) {
        return line + "...";
      }
      line.append(piece);
    }
    return line.toString();
  }

  /** A buffer that can be overwritten. */
  private static final class WipedBuffer extends ByteArrayOutputStream {
    WipedBuffer() {
      // Large enough never to grow, which would leave a copy behind.
      super(MAX_LINES * MAX_LINE_BYTES);
    }

    void wipe() {
      Arrays.fill(buf, (byte) 0);
    }
  }
}
