package dev.countersign.fido.ctap;

import dev.countersign.device.fido.Identifier;
import dev.countersign.wire.cbor.Cbor;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The answer to a registration ([U2F-RAW] 4.3), as an attestation object. */
final class U2fRegistration {
  private static final int RESERVED = 0x05;
  private static final int POINT_BYTES = 65;
  private static final int COORDINATE_BYTES = 32;
  private static final int FLAGS = 0x41; // touched, with a credential

  private final Identifier keyHandle;
  private final byte[] point;
  private final byte[] certificate;
  private final byte[] signature;

  private U2fRegistration(
      Identifier keyHandle, byte[] point, byte[] certificate, byte[] signature) {
    this.keyHandle = keyHandle;
    this.point = point;
    this.certificate = certificate;
    this.signature = signature;
  }

  static U2fRegistration read(KeyCard card, byte[] answer) {
    int handleStart = 1 + POINT_BYTES + 1;
    if (answer.length <= handleStart || answer[0] != RESERVED || answer[1] != 0x04) {
      throw card.badResponse("its registration begins with what it must not");
    }
    int handleEnd = handleStart + (answer[handleStart - 1] & 0xFF);
    int certificateEnd = handleEnd + sequenceBytes(answer, handleEnd);
    if (handleEnd == handleStart
        || certificateEnd == handleEnd
        || certificateEnd >= answer.length) {
      throw card.badResponse("its registration ends too early");
    }
    return new U2fRegistration(
        Identifier.of(Arrays.copyOfRange(answer, handleStart, handleEnd)),
        Arrays.copyOfRange(answer, 1, 1 + POINT_BYTES),
        Arrays.copyOfRange(answer, handleEnd, certificateEnd),
        Arrays.copyOfRange(answer, certificateEnd, answer.length));
  }

  /** The length of a DER SEQUENCE with its head; 0 when there is none. */
  private static int sequenceBytes(byte[] bytes, int start) {
    if (start + 2 > bytes.length || bytes[start] != 0x30) {
      return 0;
    }
    int first = bytes[start + 1] & 0xFF;
    if (first < 0x80) {
      return 2 + first;
    }
    int size = first & 0x7F;
    if (size == 0 || size > 2 || start + 2 + size > bytes.length) {
      return 0;
    }
    int length = 0;
    for (int i = 0; i < size; i++) {
      length = length << 8 | (bytes[start + 2 + i] & 0xFF);
    }
    return 2 + size + length;
  }

  Identifier keyHandle() {
    return keyHandle;
  }

  /** In the form {@code fido-u2f} ([CTAP2.1] 7.1.4). */
  byte[] attestationObject(byte[] relyingPartyHash) {
    byte[] publicKey =
        Cbor.map()
            .put(1, 2)
            .put(3, -7)
            .put(-1, 1)
            .put(-2, Arrays.copyOfRange(point, 1, 1 + COORDINATE_BYTES))
            .put(-3, Arrays.copyOfRange(point, 1 + COORDINATE_BYTES, POINT_BYTES))
            .build()
            .encode();
    byte[] handle = keyHandle.bytes();
    byte[] data =
        ByteBuffer.allocate(
                relyingPartyHash.length + 1 + 4 + 16 + 2 + handle.length + publicKey.length)
            .put(relyingPartyHash)
            .put((byte) FLAGS)
            .putInt(0)
            .put(new byte[16])
            .putShort((short) handle.length)
            .put(handle)
            .put(publicKey)
            .array();
    return Cbor.map()
        .put("fmt", "fido-u2f")
        .put(
            "attStmt",
            Cbor.map()
                .put("x5c", Cbor.Array.of(Cbor.bytes(certificate)))
                .put("sig", signature)
                .build())
        .put("authData", data)
        .build()
        .encode();
  }
}
