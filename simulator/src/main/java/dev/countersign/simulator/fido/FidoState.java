package dev.countersign.simulator.fido;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Everything the authenticator keeps when power is gone. Never changed: a command makes a new one.
 *
 * @param deviceKey 32 bytes that key handles are sealed with; new at each reset
 * @param counter the signature counter of all credentials
 * @param pin the PIN
 * @param policy what was configured
 * @param largeBlobs the serialized large-blob array ([CTAP2.1] 6.10.1)
 * @param credentials the discoverable credentials, the newest one last
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never a key
record FidoState(
    byte[] deviceKey,
    long counter,
    PinState pin,
    Policy policy,
    byte[] largeBlobs,
    List<Credential> credentials) {
  static final int DEVICE_KEY_BYTES = 32;
  static final long MAX_COUNTER = 0xFFFF_FFFFL;

  /** An empty array and its checksum. */
  private static final String NO_BLOBS = "8076be8b528d0075f7aae98d6fa57a6d3c";

  FidoState {
    credentials = List.copyOf(credentials);
  }

  /** An authenticator as it comes; the counter goes on, because a reset must not turn it back. */
  static FidoState fresh(SecureRandom random, long counter) {
    byte[] deviceKey = new byte[DEVICE_KEY_BYTES];
    random.nextBytes(deviceKey);
    return new FidoState(
        deviceKey,
        counter,
        PinState.none(),
        Policy.factory(),
        HexFormat.of().parseHex(NO_BLOBS),
        List.of());
  }

  FidoState counted() {
    return new FidoState(
        deviceKey, Math.min(counter + 1, MAX_COUNTER), pin, policy, largeBlobs, credentials);
  }

  FidoState withPin(PinState other) {
    return new FidoState(deviceKey, counter, other, policy, largeBlobs, credentials);
  }

  FidoState withPolicy(Policy other) {
    return new FidoState(deviceKey, counter, pin, other, largeBlobs, credentials);
  }

  FidoState withLargeBlobs(byte[] other) {
    return new FidoState(deviceKey, counter, pin, policy, other, credentials);
  }

  private FidoState withCredentials(List<Credential> other) {
    return new FidoState(deviceKey, counter, pin, policy, largeBlobs, other);
  }

  Optional<Credential> find(byte[] id) {
    return credentials.stream().filter(credential -> credential.named(id)).findFirst();
  }

  /** Those of a relying party, the newest one first. */
  List<Credential> of(String rpId) {
    List<Credential> found = new ArrayList<>();
    for (Credential credential : credentials) {
      if (credential.isOf(rpId)) {
        found.add(0, credential);
      }
    }
    return found;
  }

  /** The one that a new credential for this account takes the place of. */
  Optional<Credential> find(String rpId, byte[] userId) {
    return of(rpId).stream()
        .filter(one -> one.discoverable().orElseThrow().user().sameAs(userId))
        .findFirst();
  }

  /** With one more, which is the newest. */
  FidoState with(Credential credential) {
    List<Credential> changed = new ArrayList<>(credentials);
    changed.add(credential);
    return withCredentials(changed);
  }

  FidoState without(Credential credential) {
    return withCredentials(
        credentials.stream().filter(one -> !one.named(credential.id())).toList());
  }

  /** With one in the place of the one of the same id. */
  FidoState replaced(Credential credential) {
    return withCredentials(
        credentials.stream().map(one -> one.named(credential.id()) ? credential : one).toList());
  }

  /** Does not tell keys. */
  @Override
  public String toString() {
    return "%d credentials, %s".formatted(credentials.size(), pin);
  }
}
