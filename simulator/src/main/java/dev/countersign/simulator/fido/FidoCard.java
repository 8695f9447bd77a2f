package dev.countersign.simulator.fido;

import dev.countersign.simulator.card.Surroundings;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the commands of the authenticator share.
 *
 * @param features what the product can do
 * @param surroundings the world
 * @param memory what survives
 * @param session what does not
 * @param person who touches the token
 */
record FidoCard(
    FidoFeatures features,
    Surroundings surroundings,
    FidoMemory memory,
    CtapSession session,
    Person person) {

  FidoState state() {
    return memory.state();
  }

  SecureRandom random() {
    return surroundings.random();
  }

  Instant now() {
    return surroundings.clock().instant();
  }

  boolean verifiesItself() {
    return features.has(FidoFeatures.Option.BUILT_IN_VERIFICATION);
  }

  /** Whether there is something a user can be verified with. */
  boolean isProtected() {
    return verifiesItself() || state().pin().isSet();
  }

  boolean hasU2f() {
    return features.has(FidoFeatures.Option.U2F) && !state().policy().alwaysUv();
  }

  byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random().nextBytes(bytes);
    return bytes;
  }

  /**
   * The credential that an id means for a relying party, if it means one.
   *
   * @param rpIdHash the hash of the relying party's id
   */
  Optional<Credential> find(byte[] id, byte[] rpIdHash) {
    Optional<Credential> resident =
        state()
            .find(id)
            .filter(
                one ->
                    Arrays.equals(
                        Hashes.ofRpId(one.discoverable().orElseThrow().rpId()), rpIdHash));
    if (resident.isPresent()) {
      return resident;
    }
    return KeyHandles.open(id, rpIdHash, state().deviceKey())
        .map(source -> new Credential(id, source, null));
  }
}
