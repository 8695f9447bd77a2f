package dev.countersign.wire.cbor;

import dev.countersign.wire.cbor.CborException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads data items, from bytes that may come from anyone. What is read takes memory in proportion
 * to the bytes that are there, whatever lengths they claim.
 */
public final class CborDecoder {
  /** How deep arrays and maps may lie in each other in a message ([CTAP2.1] 8). */
  public static final int MESSAGE_DEPTH = 4;

  /** How strict the reader is. */
  public enum Strictness {
    /** Only the canonical encoding ([CTAP2.1] 8) to the depth of messages. */
    CANONICAL(MESSAGE_DEPTH),
    /** Keys in any order, heads of any length, and deeper: there are keys that write so. */
    TOLERANT(16);

    private final int depth;

    Strictness(int depth) {
      this.depth = depth;
    }
  }

  private final byte[] input;
  private final Strictness strictness;
  private int position;

  private CborDecoder(byte[] input, int position, Strictness strictness) {
    this.input = input;
    this.position = position;
    this.strictness = strictness;
  }

  /**
   * A data item among other bytes.
   *
   * @param item the item
   * @param end where it ends: the position after its last byte
   */
  public record Found(Cbor item, int end) {}

  /**
   * Reads one data item, which is all there is.
   *
   * @throws CborException when it is none, or something is behind it
   */
  public static Cbor decode(byte[] input, Strictness strictness) throws CborException {
    Found found = decodeAt(input, 0, strictness);
    if (found.end() != input.length) {
      throw new CborException(Kind.LENGTH, "there are bytes behind the data item");
    }
    return found.item();
  }

  /**
   * Reads the data item at a position, whatever follows.
   *
   * @throws CborException when it is none
   */
  public static Found decodeAt(byte[] input, int position, Strictness strictness)
      throws CborException {
    CborDecoder decoder = new CborDecoder(input, position, strictness);
    Cbor item = decoder.item(0);
    return new Found(item, decoder.position);
  }

  private Cbor item(int depth) throws CborException {
    int first = next();
    int majorType = first >> 5;
    if (majorType == CborEncoder.SIMPLE) {
      return simple(first & 0x1F);
    }
    long argument = argument(first & 0x1F);
    return switch (majorType) {
      case CborEncoder.UNSIGNED -> new Cbor.Int(argument);
      case CborEncoder.NEGATIVE -> new Cbor.Int(~argument);
      case CborEncoder.BYTES -> new Cbor.Bytes(take(argument));
      case CborEncoder.TEXT -> new Cbor.Text(utf8(take(argument)));
      case CborEncoder.ARRAY -> array(argument, deeper(depth));
      case CborEncoder.MAP -> map(argument, deeper(depth));
      default -> throw new CborException(Kind.FORM, "tags are not allowed");
    };
  }

  private int deeper(int depth) throws CborException {
    if (depth >= strictness.depth) {
      throw new CborException(
          Kind.DEPTH, "it is nested deeper than %d levels".formatted(strictness.depth));
    }
    return depth + 1;
  }

  private static Cbor simple(int value) throws CborException {
    return switch (value) {
      case CborEncoder.FALSE -> new Cbor.Bool(false);
      case CborEncoder.TRUE -> new Cbor.Bool(true);
      case CborEncoder.NULL -> new Cbor.Null();
      default ->
          throw new CborException(
              Kind.FORM, "floating point and other simple values are not allowed");
    };
  }

  private Cbor array(long size, int depth) throws CborException {
    requireLeft(size);
    List<Cbor> items = new ArrayList<>();
    for (long i = 0; i < size; i++) {
      items.add(item(depth));
    }
    return new Cbor.Array(items);
  }

  private Cbor map(long size, int depth) throws CborException {
    requireLeft(size);
    Map<Cbor, Cbor> entries = new LinkedHashMap<>();
    byte @Nullable [] last = null;
    for (long i = 0; i < size; i++) {
      int start = position;
      Cbor key = item(depth);
      if (key instanceof Cbor.Array || key instanceof CborMap) {
        throw new CborException(Kind.FORM, "a key of a map is an array or a map");
      }
      byte[] encoded = Arrays.copyOfRange(input, start, position);
      if (strictness == Strictness.CANONICAL
          && last != null
          && CborEncoder.KEY_ORDER.compare(last, encoded) > 0) {
        throw new CborException(Kind.CANONICAL, "the keys of a map are not in order");
      }
      last = encoded;
      if (entries.put(key, item(depth)) != null) {
        throw new CborException(Kind.DUPLICATE, "a key of a map is there twice");
      }
    }
    return new CborMap(entries);
  }

  /** Each item takes a byte at least, so that nobody makes us reserve what is not there. */
  private void requireLeft(long atLeast) throws CborException {
    if (atLeast > input.length - position) {
      throw ends();
    }
  }

  private byte[] take(long size) throws CborException {
    requireLeft(size);
    byte[] taken = Arrays.copyOfRange(input, position, position + (int) size);
    position += (int) size;
    return taken;
  }

  private static String utf8(byte[] bytes) throws CborException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new CborException(Kind.FORM, "a text is not UTF-8");
    }
  }

  private int next() throws CborException {
    requireLeft(1);
    return input[position++] & 0xFF;
  }

  private static CborException ends() {
    return new CborException(Kind.LENGTH, "it ends in the middle of a data item");
  }

  private long argument(int information) throws CborException {
    if (information < 24) {
      return information;
    }
    if (information > 27) {
      throw new CborException(Kind.FORM, "lengths must be definite");
    }
    int size = 1 << (information - 24);
    long argument = 0;
    for (int i = 0; i < size; i++) {
      argument = argument << 8 | next();
    }
    if (argument < 0) {
      throw new CborException(Kind.FORM, "a number has more than 63 bits");
    }
    long smallest = size == 1 ? 24 : 1L << (4 * size);
    if (strictness == Strictness.CANONICAL && argument < smallest) {
      throw new CborException(Kind.CANONICAL, "a number is written longer than it must be");
    }
    return argument;
  }
}
