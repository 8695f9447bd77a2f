package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** AuthenticatorLargeBlobs ([CTAP2.1] 6.10). */
final class LargeBlobs {
  private static final int GET = 1;
  private static final int SET = 2;
  private static final int OFFSET = 3;
  private static final int LENGTH = 4;
  private static final int AUTH_PARAM = 5;
  private static final int PROTOCOL = 6;
  private static final int COMMAND = 0x0C;
  private static final int MAX_FRAGMENT = FidoFeatures.MAX_MESSAGE_BYTES - 64;
  private static final int CHECKSUM_BYTES = 16;

  private final FidoCard card;
  private final Verification verification;

  LargeBlobs(FidoCard card, Verification verification) {
    this.card = card;
    this.verification = verification;
  }

  CborMap execute(CborMap request) throws CborException, CtapRefusal {
    OptionalLong offset = request.integer(OFFSET);
    OptionalLong wanted = request.integer(GET);
    Optional<byte[]> fragment = request.bytes(SET);
    CtapRefusal.unless(
        offset.isPresent()
            && offset.getAsLong() >= 0
            && offset.getAsLong() <= Integer.MAX_VALUE
            && wanted.isPresent() != fragment.isPresent(),
        CtapStatus.INVALID_PARAMETER);
    int at = (int) offset.getAsLong();
    return wanted.isPresent()
        ? get(request, wanted.getAsLong(), at)
        : set(request, fragment.orElseThrow(), at);
  }

  private CborMap get(CborMap request, long wanted, int at) throws CtapRefusal {
    byte[] all = card.state().largeBlobs();
    CtapRefusal.unless(
        request.get(LENGTH).isEmpty()
            && request.get(AUTH_PARAM).isEmpty()
            && request.get(PROTOCOL).isEmpty()
            && wanted >= 0,
        CtapStatus.INVALID_PARAMETER);
    CtapRefusal.unless(wanted <= MAX_FRAGMENT, CtapStatus.INVALID_LENGTH);
    CtapRefusal.unless(at <= all.length, CtapStatus.INVALID_PARAMETER);
    int end = Math.min(at + (int) wanted, all.length);
    return Cbor.map().put(1, Arrays.copyOfRange(all, at, end)).build();
  }

  private CborMap set(CborMap request, byte[] fragment, int at) throws CborException, CtapRefusal {
    CtapRefusal.unless(fragment.length <= MAX_FRAGMENT, CtapStatus.INVALID_LENGTH);
    OptionalLong length = request.integer(LENGTH);
    CtapRefusal.unless(length.isPresent() == (at == 0), CtapStatus.INVALID_PARAMETER);
    PendingBlobs blobs = at == 0 ? begin(length.getAsLong()) : goOn(at);
    requireRight(request, fragment, at);
    CtapRefusal.unless(blobs.takes(fragment), CtapStatus.INVALID_PARAMETER);
    blobs.add(fragment);
    card.session().unfinished(blobs);
    if (blobs.complete()) {
      card.session().interrupt();
      store(blobs.bytes());
    }
    return Cbor.map().build();
  }

  private static PendingBlobs begin(long length) throws CtapRefusal {
    CtapRefusal.unless(
        length <= FidoFeatures.MAX_LARGE_BLOBS_BYTES, CtapStatus.LARGE_BLOB_STORAGE_FULL);
    CtapRefusal.unless(length > CHECKSUM_BYTES, CtapStatus.INVALID_PARAMETER);
    return new PendingBlobs((int) length);
  }

  private PendingBlobs goOn(int at) throws CtapRefusal {
    return card.session()
        .unfinished(PendingBlobs.class)
        .filter(blobs -> blobs.size() == at)
        .orElseThrow(() -> new CtapRefusal(CtapStatus.INVALID_SEQ));
  }

  private void requireRight(CborMap request, byte[] fragment, int at)
      throws CborException, CtapRefusal {
    if (!card.isProtected() && !card.state().policy().alwaysUv()) {
      return;
    }
    Optional<byte[]> signature = request.bytes(AUTH_PARAM);
    CtapRefusal.unless(signature.isPresent(), CtapStatus.PUAT_REQUIRED);
    byte[] message =
        ByteBuffer.allocate(Verification.PREFIX_BYTES + 2 + Integer.BYTES + Hashes.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(Verification.prefix())
            .put((byte) COMMAND)
            .put((byte) 0)
            .putInt(at)
            .put(Hashes.sha256(fragment))
            .array();
    verification.requireToken(
        request, signature.orElseThrow(), PROTOCOL, PinToken.LARGE_BLOB_WRITE, message);
  }

  private void store(byte[] array) throws CtapRefusal {
    int end = array.length - CHECKSUM_BYTES;
    byte[] checksum = Arrays.copyOf(Hashes.sha256(Arrays.copyOf(array, end)), CHECKSUM_BYTES);
    CtapRefusal.unless(
        Arrays.equals(checksum, Arrays.copyOfRange(array, end, array.length)),
        CtapStatus.INTEGRITY_FAILURE);
    card.memory().commit(card.state().withLargeBlobs(array));
  }
}
