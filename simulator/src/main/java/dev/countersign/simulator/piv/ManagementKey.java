package dev.countersign.simulator.piv;

import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The card management key 9B.
 *
 * @param algorithm its cipher
 * @param value the key; owned by this object
 * @param touch a touch policy of {@link Policies}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole, never a key
record ManagementKey(ManagementAlgorithm algorithm, byte[] value, int touch) {
  private static final byte[] FACTORY_VALUE =
      HexFormat.of().parseHex("010203040506070801020304050607080102030405060708");

  static ManagementKey factory(ManagementAlgorithm algorithm) {
    return new ManagementKey(algorithm, FACTORY_VALUE.clone(), Policies.NEVER);
  }

  boolean isFactory(ManagementAlgorithm factoryAlgorithm) {
    return algorithm == factoryAlgorithm && MessageDigest.isEqual(value, FACTORY_VALUE);
  }

  byte[] encrypt(byte[] block) {
    return algorithm.encrypt(value, block);
  }

  /** Names the algorithm only. */
  @Override
  public String toString() {
    return algorithm.toString();
  }
}
