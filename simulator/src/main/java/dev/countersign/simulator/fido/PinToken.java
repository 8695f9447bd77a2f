package dev.countersign.simulator.fido;

import dev.countersign.simulator.card.Surroundings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A pinUvAuthToken ([CTAP2.1] 6.5.2.1). It lives ten minutes, and 30 seconds when nobody uses it; a
 * credential made or used takes all from it but the permission to write large blobs. Those of FIDO
 * 2.0 have no such rules: they live until power is gone.
 */
final class PinToken {
  static final int MAKE_CREDENTIAL = 0x01;
  static final int GET_ASSERTION = 0x02;
  static final int CREDENTIAL_MANAGEMENT = 0x04;
  static final int BIO_ENROLLMENT = 0x08;
  static final int LARGE_BLOB_WRITE = 0x10;
  static final int AUTHENTICATOR_CONFIG = 0x20;

  /** Manages credentials by the command of FIDO 2.1 PRE; nobody can ask for it. */
  static final int MANAGEMENT_OF_FIDO_2_1_PRE = 0x100;

  /** What a token may do that was got without permissions. */
  static final int UNNAMED = MAKE_CREDENTIAL | GET_ASSERTION | MANAGEMENT_OF_FIDO_2_1_PRE;

  /** All permissions that are given. */
  static final int KNOWN =
      MAKE_CREDENTIAL
          | GET_ASSERTION
          | CREDENTIAL_MANAGEMENT
          | LARGE_BLOB_WRITE
          | AUTHENTICATOR_CONFIG;

  private static final int BYTES = 32;
  private static final Duration UNUSED = Duration.ofSeconds(30);
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  private final PinProtocol protocol;
  private final boolean lasting;
  private final byte[] value = new byte[BYTES];
  private final Clock clock;
  private final Instant issued;
  private int permissions;
  private @Nullable String rpId;
  private boolean used;
  private boolean userVerified = true;

  /**
   * Issues one.
   *
   * @param rpId the only relying party that it is for; null for the first that it is used with
   * @param lasting whether it is one of FIDO 2.0
   */
  PinToken(
      PinProtocol protocol,
      int permissions,
      @Nullable String rpId,
      boolean lasting,
      Surroundings surroundings) {
    this.protocol = protocol;
    this.permissions = permissions;
    this.rpId = rpId;
    this.lasting = lasting;
    clock = surroundings.clock();
    issued = clock.instant();
    surroundings.random().nextBytes(value);
  }

  byte[] value() {
    return value.clone();
  }

  private boolean expired() {
    Duration age = Duration.between(issued, clock.instant());
    return !lasting && age.compareTo(used ? LIFETIME : UNUSED) > 0;
  }

  /**
   * Whether somebody who has this token signed a message.
   *
   * @param by the protocol that the message names
   */
  boolean verifies(PinProtocol by, byte[] signature, byte[]... message) {
    if (expired() || by != protocol || !by.verify(value, signature, message)) {
      return false;
    }
    used = true;
    return true;
  }

  boolean permits(int permission) {
    return (permissions & permission) != 0;
  }

  boolean userVerified() {
    return userVerified;
  }

  /** Whether it is for this relying party; one that is for none yet is for this one from now on. */
  boolean bindsTo(String wanted) {
    if (lasting) {
      return true;
    }
    if (rpId == null) {
      rpId = wanted;
    }
    return rpId.equals(wanted);
  }

  /** Whether it is for this relying party or for none; it stays as it is. */
  boolean reaches(String wanted) {
    return rpId == null || rpId.equals(wanted);
  }

  /** The same, for a relying party that is known by the hash of its id. */
  boolean reaches(byte[] rpIdHash) {
    return rpId == null || Arrays.equals(Hashes.ofRpId(rpId), rpIdHash);
  }

  /** Whether it is for one relying party. */
  boolean bound() {
    return rpId != null;
  }

  /** A person was asked for: it says no more that somebody is verified. */
  void spend() {
    if (!lasting) {
      userVerified = false;
      permissions &= LARGE_BLOB_WRITE;
    }
  }
}
