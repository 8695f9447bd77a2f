package dev.countersign.device.fido;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/**
 * What a key says about itself ([CTAP2.1] 6.4).
 *
 * @param versions {@code U2F_V2}, {@code FIDO_2_0}, {@code FIDO_2_1}
 * @param extensions {@code credProtect}, {@code hmac-secret}
 * @param aaguid of its make; all zero when it names none
 * @param options as it gives them: {@code rk}, {@code clientPin}, {@code alwaysUv}
 * @param limits what it can take
 * @param pinProtocols it knows, best first
 * @param algorithms COSE numbers that it makes credentials of; empty when it does not say
 * @param transports how it is reached: {@code usb}, {@code nfc}
 * @param pin rules for its PIN
 * @param firmware its version, as it gives it
 */
public record SecurityKeyInfo(
    Set<String> versions,
    Set<String> extensions,
    UUID aaguid,
    Map<String, Boolean> options,
    Limits limits,
    List<Integer> pinProtocols,
    List<Integer> algorithms,
    List<String> transports,
    PinRules pin,
    Optional<Long> firmware) {

  /**
   * What a key can take.
   *
   * @param messageBytes the longest message
   * @param credentialsInList how many identifiers in a list
   * @param credentialIdBytes the longest identifier
   * @param largeBlobBytes of all large blobs together; 0 when it stores none
   * @param blobBytes of the few bytes with a credential; 0 when it stores none
   * @param discoverableLeft how many credentials more can be stored
   */
  public record Limits(
      int messageBytes,
      OptionalInt credentialsInList,
      OptionalInt credentialIdBytes,
      int largeBlobBytes,
      int blobBytes,
      OptionalInt discoverableLeft) {}

  /**
   * Rules for the PIN.
   *
   * @param minimumCharacters the shortest, in Unicode code points
   * @param maximumBytes the longest, in bytes of UTF-8
   * @param mustChange whether it has to be changed before it is taken
   */
  public record PinRules(int minimumCharacters, int maximumBytes, boolean mustChange) {}

  /**
   * Whether the key speaks CTAP 2; a key that does not knows neither PIN nor stored credentials.
   */
  public boolean ctap2() {
    return versions.stream().anyMatch(version -> version.startsWith("FIDO_2"));
  }

  /** Whether an option is there and on. */
  public boolean has(String option) {
    return Boolean.TRUE.equals(options.get(option));
  }

  /** Whether an option is there, on or off. */
  public boolean knows(String option) {
    return options.containsKey(option);
  }
}
