package dev.countersign.host.cryptoki;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a token told of an object. What it keeps back, does not know or told in a wrong length is
 * absent.
 */
public final class Attributes {
  private final Map<Long, byte[]> values;
  private final Layout layout;

  Attributes(Map<Long, byte[]> values, Layout layout) {
    this.values = values;
    this.layout = layout;
  }

  /**
   * What would be told by those bytes, with numbers of eight bytes in the order of this machine.
   */
  public static Attributes of(Map<Long, byte[]> values) {
    return new Attributes(Map.copyOf(values), new Layout(8, false));
  }

  /** The bytes of an attribute. */
  public Optional<byte[]> bytes(long type) {
    return Optional.ofNullable(values.get(type)).map(byte[]::clone);
  }

  /** Overwrites the values with zeros, where one of them is secret. */
  public void wipe() {
    values.values().forEach(value -> Arrays.fill(value, (byte) 0));
  }

  /** A {@code CK_BBOOL}: every value but 0 is true. */
  public Optional<Boolean> flag(long type) {
    return Optional.ofNullable(values.get(type))
        .filter(value -> value.length == 1)
        .map(value -> value[0] != 0);
  }

  /** Whether a flag is told and set. */
  public boolean is(long type) {
    return flag(type).orElse(false);
  }

  /** A {@code CK_ULONG}; absent too when the token says that it does not tell. */
  public OptionalLong number(long type) {
    byte[] value = values.get(type);
    if (value == null || value.length != layout.ulongBytes()) {
      return OptionalLong.empty();
    }
    long number = Scratch.ulong(value, layout);
    return number == layout.unavailable() ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /** An array of {@code CK_ULONG}: mechanisms. */
  public Optional<long[]> numbers(long type) {
    byte[] value = values.get(type);
    int word = layout.ulongBytes();
    if (value == null || value.length % word != 0) {
      return Optional.empty();
    }
    long[] numbers = new long[value.length / word];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Scratch.ulong(Arrays.copyOfRange(value, i * word, (i + 1) * word), layout);
    }
    return Optional.of(numbers);
  }

  /** UTF-8 text, without zero bytes at its end. What is no UTF-8 is read as ISO 8859-1. */
  public Optional<String> text(long type) {
    return Optional.ofNullable(values.get(type)).map(Attributes::text);
  }

  private static String text(byte[] value) {
    int end = value.length;
    while (end > 0 && value[end - 1] == 0) {
      end--;
    }
    ByteBuffer bytes = ByteBuffer.wrap(value, 0, end);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      return new String(value, 0, end, StandardCharsets.ISO_8859_1);
    }
  }
}
