package dev.countersign.relyingparty.webauthn;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborDecoder;
import dev.countersign.wire.cbor.CborDecoder.Strictness;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.Arrays;
import java.util.List;

/**
 * Stored states: a letter for what it is, the edition of its format, and a map in canonical CBOR.
 *
 * @param letter what it is
 * @param complaint what is said of bytes that are none
 */
record Framing(char letter, String complaint) {
  private static final byte EDITION = 1;

  byte[] encode(byte[] map) {
    byte[] framed = new byte[2 + map.length];
    framed[0] = (byte) letter;
    framed[1] = EDITION;
    System.arraycopy(map, 0, framed, 2, map.length);
    return framed;
  }

  CborMap decode(byte[] bytes) {
    if (bytes.length < 2 || bytes[0] != letter || bytes[1] != EDITION) {
      throw damaged();
    }
    try {
      byte[] map = Arrays.copyOfRange(bytes, 2, bytes.length);
      return CborMap.map(CborDecoder.decode(map, Strictness.CANONICAL), "a state");
    } catch (CborException e) {
      throw damaged();
    }
  }

  IllegalArgumentException damaged() {
    return new IllegalArgumentException(complaint);
  }

  void requireMembers(CborMap map, int number) {
    if (map.entries().size() != number) {
      throw damaged();
    }
  }

  Cbor.Bytes bytes(CborMap map, long member) {
    if (map.get(member).orElse(null) instanceof Cbor.Bytes bytes) {
      return bytes;
    }
    throw damaged();
  }

  List<Cbor> items(CborMap map, long member) {
    if (map.get(member).orElse(null) instanceof Cbor.Array array) {
      return array.items();
    }
    throw damaged();
  }

  boolean bool(CborMap map, long member) {
    if (map.get(member).orElse(null) instanceof Cbor.Bool bool) {
      return bool.value();
    }
    throw damaged();
  }

  long number(CborMap map, long member) {
    if (map.get(member).orElse(null) instanceof Cbor.Int number) {
      return number.value();
    }
    throw damaged();
  }
}
