package dev.countersign.card.piv;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a PIV application stands. What the token does not say is empty.
 *
 * @param label what to call the token: {@code YubiKey 5.7.4}
 * @param firmware its version
 * @param serial its serial number, or the GUID of its CHUID in hexadecimal
 * @param guid the GUID of its CHUID in hexadecimal
 * @param pin the PIN
 * @param puk the PUK
 * @param managementKeyFactory whether the management key is still the one it was sold with
 * @param managementKeyAlgorithm the cipher of the management key
 * @param managementKeyProtected whether the management key is stored on the token behind the PIN
 * @param features what it can do beyond the standard
 */
public record PivStatus(
    String label,
    Optional<String> firmware,
    Optional<String> serial,
    Optional<String> guid,
    Reference pin,
    Reference puk,
    Optional<Boolean> managementKeyFactory,
    Optional<ManagementKeyAlgorithm> managementKeyAlgorithm,
    boolean managementKeyProtected,
    Set<PivFeature> features) {

  /**
   * How a PIN or PUK stands.
   *
   * @param triesLeft wrong tries left
   * @param tries wrong tries altogether
   * @param factory whether it is still the one the token was sold with
   */
  public record Reference(OptionalInt triesLeft, OptionalInt tries, Optional<Boolean> factory) {
    /** Nothing is known. */
    public static final Reference UNKNOWN =
        new Reference(OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
  }
}
