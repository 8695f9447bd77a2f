package dev.countersign.simulator.oath;

import java.security.MessageDigest;

/**
 * What a password is stored as ([YK-OATH] SET CODE).
 *
 * @param type type and algorithm as they were sent
 * @param key the key that the host made of the password
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole, never a key of a map
record AccessKey(int type, byte[] key) {
  static final int MAX_KEY_BYTES = 64;

  /** Whether it can be an access key. */
  boolean valid() {
    return Macs.known(type) && key.length >= 1 && key.length <= MAX_KEY_BYTES;
  }

  /** The proof of knowing it. */
  byte[] respond(byte[] challenge) {
    return Macs.mac(Macs.hash(type), key, challenge);
  }

  /** Whether somebody knows it. */
  boolean proves(byte[] challenge, byte[] response) {
    return MessageDigest.isEqual(respond(challenge), response);
  }

  /** Does not tell the key. */
  @Override
  public String toString() {
    return "access key";
  }
}
