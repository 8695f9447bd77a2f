package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborDecoder;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Authenticator data taken apart ([WEBAUTHN-3] 6.1).
 *
 * @param id the new credential's id; empty for an assertion
 * @param key the new credential's key; an empty map for an assertion
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never a key
record Parsed(
    byte[] rpIdHash,
    int flags,
    long counter,
    byte[] aaguid,
    byte[] id,
    CborMap key,
    CborMap outputs) {

  static Parsed of(byte[] data) throws CborException {
    ByteBuffer in = ByteBuffer.wrap(data);
    byte[] rpIdHash = take(in, 32);
    int flags = in.get() & 0xFF;
    long counter = Integer.toUnsignedLong(in.getInt());
    byte[] aaguid = {};
    byte[] id = {};
    CborMap key = Cbor.map().build();
    if ((flags & 0x40) != 0) {
      aaguid = take(in, 16);
      id = take(in, in.getShort());
      key = item(data, in);
    }
    CborMap outputs = (flags & 0x80) != 0 ? item(data, in) : Cbor.map().build();
    if (in.hasRemaining()) {
      throw new IllegalArgumentException("bytes behind authenticator data");
    }
    return new Parsed(rpIdHash, flags, counter, aaguid, id, key, outputs);
  }

  private static CborMap item(byte[] data, ByteBuffer in) throws CborException {
    CborDecoder.Found found =
        CborDecoder.decodeAt(data, in.position(), CborDecoder.Strictness.CANONICAL);
    in.position(found.end());
    return CborMap.map(found.item(), "item");
  }

  private static byte[] take(ByteBuffer in, int count) {
    byte[] taken = new byte[count];
    in.get(taken);
    return taken;
  }

  static byte[] join(byte[]... parts) {
    byte[] all = {};
    for (byte[] part : parts) {
      int at = all.length;
      all = Arrays.copyOf(all, at + part.length);
      System.arraycopy(part, 0, all, at, part.length);
    }
    return all;
  }
}
