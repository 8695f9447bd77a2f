package dev.countersign.card.piv;

import dev.countersign.device.Secret;

/**
 * A management key to be set ([YK-PIV] SET MANAGEMENT KEY). The secret stays the caller's, who
 * closes it.
 *
 * @param algorithm its cipher
 * @param key as long as the cipher wants it
 * @param storedBehindPin whether to keep it on the token behind the PIN, too
 * @param touch whether the token wants a touch each time that it is used
 */
public record NewManagementKey(
    ManagementKeyAlgorithm algorithm, Secret key, boolean storedBehindPin, boolean touch) {

  /** Refuses a key of a length that the cipher does not have. */
  public NewManagementKey {
    if (key.length() != algorithm.keyBytes()) {
      throw new IllegalArgumentException(
          "a key of %s has %d bytes".formatted(algorithm, algorithm.keyBytes()));
    }
  }
}
