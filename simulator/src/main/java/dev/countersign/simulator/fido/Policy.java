package dev.countersign.simulator.fido;

import java.util.List;

/**
 * What authenticatorConfig has set ([CTAP2.1] 6.11).
 *
 * @param alwaysUv whether nothing is done for a user who is not verified
 * @param enterpriseAttestation whether a relying party may be told which key it is
 * @param minPinLength the shortest PIN that can be set, in characters
 * @param forcePinChange whether the PIN must be changed before it does anything else
 * @param minPinRpIds who is told the shortest length
 */
record Policy(
    boolean alwaysUv,
    boolean enterpriseAttestation,
    int minPinLength,
    boolean forcePinChange,
    List<String> minPinRpIds) {
  static final int FACTORY_MIN_PIN_LENGTH = 4;

  Policy {
    minPinRpIds = List.copyOf(minPinRpIds);
  }

  static Policy factory() {
    return new Policy(false, false, FACTORY_MIN_PIN_LENGTH, false, List.of());
  }

  Policy withAlwaysUv(boolean value) {
    return new Policy(value, enterpriseAttestation, minPinLength, forcePinChange, minPinRpIds);
  }

  Policy withEnterpriseAttestation(boolean value) {
    return new Policy(alwaysUv, value, minPinLength, forcePinChange, minPinRpIds);
  }

  Policy withForcePinChange(boolean value) {
    return new Policy(alwaysUv, enterpriseAttestation, minPinLength, value, minPinRpIds);
  }
}
