package dev.countersign.card.piv;

import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The application property template, which answers SELECT ([SP800-73-4/2] 3.1.1).
 *
 * <p>Cards differ in nearly all of it: the whole AID in place of its end, bytes of it permuted, the
 * coexistent tag allocation without its inner object, a file control information template instead.
 * So only what is used is read, and everything may be absent.
 *
 * @param label the application's label, printable ASCII
 * @param algorithms the identifiers of its cryptographic algorithms, where it lists them
 */
record PropertyTemplate(Optional<String> label, Set<Integer> algorithms) {
  static final PropertyTemplate EMPTY = new PropertyTemplate(Optional.empty(), Set.of());

  private static final int TEMPLATE = 0x61;
  private static final int FILE_CONTROL = 0x6F;
  private static final int LABEL = 0x50;
  private static final int ALGORITHMS = 0xAC;
  private static final int ALGORITHM = 0x80;
  private static final int MAX_LABEL = 64;

  /**
   * Reads the answer to a SELECT that succeeded.
   *
   * @return empty when it is not what a PIV application answers
   * @throws TlvException when it is not BER-TLV
   */
  static Optional<PropertyTemplate> parse(byte[] answer) throws TlvException {
    if (answer.length == 0) {
      return Optional.of(EMPTY);
    }
    Tlv template = Tlv.parse(answer);
    if (template.tag() != TEMPLATE && template.tag() != FILE_CONTROL) {
      return Optional.empty();
    }
    Optional<String> label = Optional.empty();
    Set<Integer> algorithms = new LinkedHashSet<>();
    List<Tlv> children;
    try {
      children = template.children();
    } catch (TlvException e) {
      return Optional.of(EMPTY);
    }
    for (Tlv child : children) {
      if (child.tag() == LABEL) {
        label = Optional.of(printable(child.value()));
      } else if (child.tag() == ALGORITHMS) {
        readAlgorithms(child, algorithms);
      }
    }
    return Optional.of(new PropertyTemplate(label, Set.copyOf(algorithms)));
  }

  private static void readAlgorithms(Tlv list, Set<Integer> algorithms) {
    try {
      for (Tlv entry : list.children()) {
        if (entry.tag() == ALGORITHM && entry.value().length == 1) {
          algorithms.add(entry.value()[0] & 0xFF);
        }
      }
    } catch (TlvException e) {
      algorithms.clear();
    }
  }

  private static String printable(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    String ascii = new String(bytes, StandardCharsets.US_ASCII);
    for (int i = 0; i < Math.min(ascii.length(), MAX_LABEL); i++) {
      char c = ascii.charAt(i);
      text.append(c >= ' ' && c <= '~' ? c : '?');
    }
    return text.toString();
  }
}
