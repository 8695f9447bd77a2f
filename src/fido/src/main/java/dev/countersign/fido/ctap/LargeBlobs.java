package dev.countersign.fido.ctap;

import dev.countersign.device.TokenException;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborDecoder;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * authenticatorLargeBlobs ([CTAP2.1] 6.10): one array for all credentials of the key, of which each
 * can decrypt its own entry. Entries of others stay as they are.
 */
final class LargeBlobs {
  static final int KEY_BYTES = 32;
  private static final int LEAST_ARRAY_BYTES = 1024;

  /** More than any key stores; what claims more is not believed. */
  static final int MOST_ARRAY_BYTES = 1 << 20;

  private static final int REST_OF_MESSAGE = 64;
  private static final int TRAILER_BYTES = 16;

  private final Turn turn;
  private final int fragmentBytes;
  private final int arrayBytes;
  private final SecureRandom random;

  LargeBlobs(Turn turn, SecurityKeyInfo info, SecureRandom random) {
    this.turn = turn;
    this.fragmentBytes = Math.max(1, info.limits().messageBytes() - REST_OF_MESSAGE);
    int claimed = Math.max(LEAST_ARRAY_BYTES, info.limits().largeBlobBytes());
    this.arrayBytes = Math.min(claimed, MOST_ARRAY_BYTES);
    this.random = random;
  }

  /** The blob that this key decrypts. */
  Optional<byte[]> read(byte[] key) throws ChannelException {
    for (Cbor entry : entries()) {
      Optional<byte[]> blob = BlobEntry.open(entry, key);
      if (blob.isPresent()) {
        return blob;
      }
    }
    return Optional.empty();
  }

  /** Replaces the blob that this key decrypts. */
  void write(byte[] key, byte[] content) throws ChannelException {
    List<Cbor> entries = new ArrayList<>();
    for (Cbor entry : entries()) {
      if (BlobEntry.open(entry, key).isEmpty()) {
        entries.add(entry);
      }
    }
    entries.add(BlobEntry.seal(key, content, random));
    byte[] array = new Cbor.Array(entries).encode();
    byte[] whole = Arrays.copyOf(array, array.length + TRAILER_BYTES);
    System.arraycopy(Hashes.sha256(array), 0, whole, array.length, TRAILER_BYTES);
    if (whole.length > arrayBytes) {
      throw new TokenException.Refused(
          turn.card().task().name(),
          turn.card().task().operation(),
          "the key stores %d bytes of large blobs and these would be %d"
              .formatted(arrayBytes, whole.length),
          null,
          "store less; nothing was changed");
    }
    for (int offset = 0; offset < whole.length; offset += fragmentBytes) {
      int end = Math.min(whole.length, offset + fragmentBytes);
      write(offset, Arrays.copyOfRange(whole, offset, end), whole.length);
    }
  }

  private void write(int offset, byte[] fragment, int total) throws ChannelException {
    CborMap.Builder request = Cbor.map().put(2, fragment).put(3, offset);
    if (offset == 0) {
      request.put(4, total);
    }
    ByteBuffer message = ByteBuffer.allocate(32 + 2 + 4 + 32).order(ByteOrder.LITTLE_ENDIAN);
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xFF);
    message.put(ones).put((byte) Ctap.LARGE_BLOBS).put((byte) 0).putInt(offset);
    message.put(Hashes.sha256(fragment));
    turn.authenticate(request, 5, 6, message.array());
    turn.send(Ctap.LARGE_BLOBS, request.build());
  }

  /** All entries; none when the array is broken, which counts as empty ([CTAP2.1] 6.10.2). */
  private List<Cbor> entries() throws ChannelException {
    byte[] whole = array();
    if (whole.length < TRAILER_BYTES) {
      return List.of();
    }
    byte[] array = Arrays.copyOf(whole, whole.length - TRAILER_BYTES);
    byte[] trailer = Arrays.copyOfRange(whole, array.length, whole.length);
    if (!Arrays.equals(trailer, Arrays.copyOf(Hashes.sha256(array), TRAILER_BYTES))) {
      return List.of();
    }
    try {
      Cbor decoded = CborDecoder.decode(array, CborDecoder.Strictness.TOLERANT);
      return decoded instanceof Cbor.Array list ? list.items() : List.of();
    } catch (CborException e) {
      return List.of();
    }
  }

  private byte[] array() throws ChannelException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    while (true) {
      CborMap request = Cbor.map().put(1, fragmentBytes).put(3, whole.size()).build();
      byte[] fragment;
      try {
        fragment = Answer.requireBytes(turn.send(Ctap.LARGE_BLOBS, request), 1, "the blobs");
      } catch (CborException e) {
        throw turn.card().unreadable(e);
      }
      if (fragment.length > fragmentBytes || whole.size() + fragment.length > arrayBytes) {
        throw turn.card().badResponse("it sent more of large blobs than it stores");
      }
      whole.writeBytes(fragment);
      if (fragment.length < fragmentBytes) {
        return whole.toByteArray();
      }
    }
  }
}
