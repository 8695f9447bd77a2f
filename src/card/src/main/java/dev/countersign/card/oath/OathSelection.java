package dev.countersign.card.oath;

import dev.countersign.card.application.Firmware;
import dev.countersign.device.Digest;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What the application answers to SELECT ([YK-OATH] SELECT).
 *
 * @param version of the application
 * @param salt stands for the application until its next reset, and salts the password
 * @param challenge to be answered by who knows the password; empty when none is set
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OathSelection(Firmware version, byte[] salt, Optional<byte[]> challenge) {
  private static final int VERSION = 0x79;
  private static final int NAME = 0x71;
  private static final int CHALLENGE = 0x74;
  private static final int MAX_BYTES = 64;
  private static final int DEVICE_ID_BYTES = 16;

  /** Reads an answer; empty when it is not that of this application. */
  static Optional<OathSelection> parse(byte[] answer) throws TlvException {
    List<Tlv> parts = Tlv.parseAll(answer);
    Optional<byte[]> version = Tlv.find(parts, VERSION).map(Tlv::value);
    Optional<byte[]> salt = Tlv.find(parts, NAME).map(Tlv::value);
    Optional<byte[]> challenge = Tlv.find(parts, CHALLENGE).map(Tlv::value);
    if (version.isEmpty() || salt.isEmpty()) {
      return Optional.empty();
    }
    if (version.get().length != 3) {
      throw new TlvException("a version has three bytes");
    }
    requireSize(salt.get());
    if (challenge.isPresent()) {
      requireSize(challenge.get());
    }
    byte[] v = version.get();
    return Optional.of(
        new OathSelection(
            new Firmware(v[0] & 0xFF, v[1] & 0xFF, v[2] & 0xFF), salt.get(), challenge));
  }

  private static void requireSize(byte[] value) throws TlvException {
    if (value.length == 0 || value.length > MAX_BYTES) {
      throw new TlvException("a name or challenge has 1 to %d bytes".formatted(MAX_BYTES));
    }
  }

  /** Whether this is the same token, not reset since. */
  boolean sameAs(byte[] otherSalt) {
    return MessageDigest.isEqual(salt, otherSalt);
  }

  /** The name of the application as the maker's tools show it. */
  String deviceId() {
    byte[] hash = Digest.SHA256.hash(salt);
    return Base64.getEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(hash, DEVICE_ID_BYTES));
  }
}
