package dev.countersign.wire.cbor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The canonical encoding of [CTAP2.1] 8: shortest heads, keys in order. */
final class CborEncoder {
  static final int UNSIGNED = 0;
  static final int NEGATIVE = 1;
  static final int BYTES = 2;
  static final int TEXT = 3;
  static final int ARRAY = 4;
  static final int MAP = 5;
  static final int SIMPLE = 7;
  static final int FALSE = 20;
  static final int TRUE = 21;
  static final int NULL = 22;

  /** By major type, then by length of the encoding, then byte by byte. */
  static final Comparator<byte[]> KEY_ORDER =
      Comparator.<byte[]>comparingInt(key -> (key[0] & 0xFF) >> 5)
          .thenComparingInt(key -> key.length)
          .thenComparing(Arrays::compareUnsigned);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private CborEncoder() {}

  static byte[] encode(Cbor item) {
    CborEncoder encoder = new CborEncoder();
    encoder.write(item);
    return encoder.out.toByteArray();
  }

  private void write(Cbor item) {
    if (item instanceof Cbor.Int integer) {
      long value = integer.value();
      head(value < 0 ? NEGATIVE : UNSIGNED, value < 0 ? ~value : value);
    } else if (item instanceof Cbor.Bytes bytes) {
      head(BYTES, bytes.length());
      out.writeBytes(bytes.value());
    } else if (item instanceof Cbor.Text text) {
      byte[] utf8 = text.value().getBytes(StandardCharsets.UTF_8);
      head(TEXT, utf8.length);
      out.writeBytes(utf8);
    } else if (item instanceof Cbor.Array array) {
      head(ARRAY, array.items().size());
      array.items().forEach(this::write);
    } else if (item instanceof CborMap map) {
      write(map);
    } else if (item instanceof Cbor.Bool bool) {
      head(SIMPLE, bool.value() ? TRUE : FALSE);
    } else {
      head(SIMPLE, NULL);
    }
  }

  private void write(CborMap map) {
    List<Map.Entry<byte[], Cbor>> byKey = new ArrayList<>(map.entries().size());
    map.entries().forEach((key, value) -> byKey.add(Map.entry(encode(key), value)));
    byKey.sort(Map.Entry.comparingByKey(KEY_ORDER));
    head(MAP, byKey.size());
    for (Map.Entry<byte[], Cbor> entry : byKey) {
      out.writeBytes(entry.getKey());
      write(entry.getValue());
    }
  }

  // [RFC8949] 3: the argument follows in 0, 1, 2, 4 or 8 bytes
  private void head(int majorType, long argument) {
    int type = majorType << 5;
    if (argument < 24) {
      out.write(type | (int) argument);
    } else if (argument <= 0xFF) {
      number(type | 24, argument, 1);
    } else if (argument <= 0xFFFF) {
      number(type | 25, argument, 2);
    } else if (argument <= 0xFFFF_FFFFL) {
      number(type | 26, argument, 4);
    } else {
      number(type | 27, argument, 8);
    }
  }

  private void number(int first, long argument, int size) {
    out.write(first);
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
      out.write((int) (argument >>> shift));
    }
  }
}
