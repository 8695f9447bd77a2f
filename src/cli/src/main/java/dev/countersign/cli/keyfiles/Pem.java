package dev.countersign.cli.keyfiles;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Textual encoding of keys and certificates ([RFC7468] 2). */
public final class Pem {
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  /** Writes one block, with a line feed after it. */
  public static String encode(String label, byte[] der) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(label, LINES.encodeToString(der), label)
        .replace("\r\n", "\n");
  }

  /**
   * The content of the first block with that label.
   *
   * @throws IllegalArgumentException when the block is not closed or not base64
   */
  static Optional<byte[]> decode(byte[] file, String label) {
    return decodeAll(file, label).stream().findFirst();
  }

  /**
   * The content of each block with that label.
   *
   * @throws IllegalArgumentException when a block is not closed or not base64
   */
  static List<byte[]> decodeAll(byte[] file, String label) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    String begin = "-----BEGIN " + label + "-----";
    List<byte[]> blocks = new ArrayList<>();
    for (int start = text.indexOf(begin); start >= 0; start = text.indexOf(begin, start)) {
      int end = text.indexOf("-----END " + label + "-----", start);
      if (end < 0) {
        throw new IllegalArgumentException("the block " + label + " has no end");
      }
      blocks.add(Base64.getMimeDecoder().decode(text.substring(start + begin.length(), end)));
      start = end;
    }
    return blocks;
  }

  /** Whether the file has a block of any kind. */
  static boolean isPem(byte[] file) {
    return new String(file, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
  }
}
