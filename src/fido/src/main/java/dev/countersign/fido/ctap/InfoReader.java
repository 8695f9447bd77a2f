package dev.countersign.fido.ctap;

import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.SecurityKeyInfo.Limits;
import dev.countersign.device.fido.SecurityKeyInfo.PinRules;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** Reads the answer to authenticatorGetInfo ([CTAP2.1] 6.4). */
final class InfoReader {
  private static final int AAGUID_BYTES = 16;
  private static final int DEFAULT_MESSAGE_BYTES = 1024;

  /** More than any transport carries; a key that claims more is not believed. */
  private static final int MOST_MESSAGE_BYTES = 7609;

  private static final int SMALLEST_PIN = 4;
  private static final int LONGEST_PIN_BYTES = 63;

  private final CborMap answer;

  private InfoReader(CborMap answer) {
    this.answer = answer;
  }

  static SecurityKeyInfo read(KeyCard card, CborMap answer) {
    try {
      return new InfoReader(answer).info();
    } catch (CborException e) {
      throw card.unreadable(e);
    }
  }

  /** A key that knows nothing but [U2F-RAW], which has no such answer. */
  static SecurityKeyInfo u2fOnly(String transport) {
    return new SecurityKeyInfo(
        Set.of("U2F_V2"),
        Set.of(),
        new UUID(0, 0),
        Map.of(),
        new Limits(
            DEFAULT_MESSAGE_BYTES,
            OptionalInt.empty(),
            OptionalInt.of(255),
            0,
            0,
            OptionalInt.empty()),
        List.of(),
        List.of(-7),
        List.of(transport),
        new PinRules(SMALLEST_PIN, LONGEST_PIN_BYTES, false),
        Optional.empty());
  }

  private SecurityKeyInfo info() throws CborException {
    Set<String> versions = new LinkedHashSet<>(texts(1));
    if (versions.isEmpty()) {
      throw new CborException(CborException.Kind.TYPE, "it names no version");
    }
    return new SecurityKeyInfo(
        versions,
        new LinkedHashSet<>(texts(2)),
        aaguid(),
        options(),
        new Limits(
            Math.min(number(5).orElse(DEFAULT_MESSAGE_BYTES), MOST_MESSAGE_BYTES),
            positive(7),
            positive(8),
            number(0x0B).orElse(0),
            number(0x0F).orElse(0),
            number(0x14)),
        numbers(6),
        algorithms(),
        texts(9),
        new PinRules(
            number(0x0D).orElse(SMALLEST_PIN),
            number(0x1D).orElse(LONGEST_PIN_BYTES),
            answer.get(0x0C).filter(new Cbor.Bool(true)::equals).isPresent()),
        firmware());
  }

  private Optional<Long> firmware() throws CborException {
    OptionalLong version = answer.integer(0x0E);
    return version.isPresent() ? Optional.of(version.getAsLong()) : Optional.empty();
  }

  private UUID aaguid() throws CborException {
    byte[] bytes = answer.bytes(3).orElseGet(() -> new byte[AAGUID_BYTES]);
    if (bytes.length != AAGUID_BYTES) {
      throw new CborException(CborException.Kind.TYPE, "its AAGUID has not 16 bytes");
    }
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    return new UUID(halves.getLong(), halves.getLong());
  }

  private Map<String, Boolean> options() throws CborException {
    Map<String, Boolean> options = new LinkedHashMap<>();
    Optional<CborMap> found = answer.map(4);
    if (found.isPresent()) {
      for (Map.Entry<Cbor, Cbor> option : found.get().entries().entrySet()) {
        // what is neither on nor off is of a later edition
        if (option.getKey() instanceof Cbor.Text name
            && option.getValue() instanceof Cbor.Bool on) {
          options.put(name.value(), on.value());
        }
      }
    }
    return options;
  }

  private OptionalInt positive(long key) throws CborException {
    OptionalInt found = number(key);
    return found.isPresent() && found.getAsInt() > 0 ? found : OptionalInt.empty();
  }

  private OptionalInt number(long key) throws CborException {
    OptionalLong found = answer.integer(key);
    if (found.isEmpty()) {
      return OptionalInt.empty();
    }
    long value = found.getAsLong();
    if (value < 0) {
      throw new CborException(CborException.Kind.TYPE, "member %d is negative".formatted(key));
    }
    return OptionalInt.of((int) Math.min(value, Integer.MAX_VALUE));
  }

  private List<String> texts(long key) throws CborException {
    List<String> texts = new ArrayList<>();
    for (Cbor item : answer.items(key)) {
      texts.add(CborMap.text(item, "an item of member " + key));
    }
    return texts;
  }

  private List<Integer> numbers(long key) throws CborException {
    List<Integer> numbers = new ArrayList<>();
    for (Cbor item : answer.items(key)) {
      numbers.add((int) CborMap.integer(item, "an item of member " + key));
    }
    return numbers;
  }

  private List<Integer> algorithms() throws CborException {
    List<Integer> algorithms = new ArrayList<>();
    for (Cbor item : answer.items(0x0A)) {
      CborMap algorithm = CborMap.map(item, "an algorithm");
      OptionalLong number = algorithm.integer("alg");
      if (number.isPresent() && algorithm.text("type").filter("public-key"::equals).isPresent()) {
        algorithms.add((int) number.getAsLong());
      }
    }
    return algorithms;
  }
}
