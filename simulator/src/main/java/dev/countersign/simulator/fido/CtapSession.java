package dev.countersign.simulator.fido;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the authenticator forgets when power is gone. */
final class CtapSession {
  /** How many wrong PINs in a row end all tries until the token is taken out. */
  static final int WRONG_PINS = 3;

  private final Map<PinProtocol, EcCredentialKey> agreementKeys = new EnumMap<>(PinProtocol.class);
  private @Nullable PinToken token;
  private @Nullable Unfinished unfinished;
  private int wrongPins;
  private Instant poweredOn;

  CtapSession(Instant now) {
    poweredOn = now;
  }

  void restart(Instant now) {
    forget();
    wrongPins = 0;
    poweredOn = now;
  }

  /** Forgets all that belonged to a PIN, as after a reset. */
  void forget() {
    agreementKeys.clear();
    token = null;
    interrupt();
  }

  /** Another command came: what waited to be continued is not any more. */
  void interrupt() {
    unfinished = null;
  }

  /** The same, but for what this message goes on with. */
  void interruptUnless(Class<? extends Unfinished> kind) {
    if (!kind.isInstance(unfinished)) {
      unfinished = null;
    }
  }

  Instant poweredOn() {
    return poweredOn;
  }

  EcCredentialKey agreementKey(PinProtocol protocol, SecureRandom random) {
    return agreementKeys.computeIfAbsent(
        protocol,
        key -> {
          byte[] seed = new byte[CredentialKey.SEED_BYTES];
          random.nextBytes(seed);
          return EcCredentialKey.derive(Algorithm.ES256, seed);
        });
  }

  /** A wrong PIN came: who guesses must agree on a new secret for the next one. */
  void wrongPin(PinProtocol protocol) {
    wrongPins++;
    agreementKeys.remove(protocol);
  }

  void rightPin() {
    wrongPins = 0;
  }

  /** Whether no PIN is looked at until the token is taken out. */
  boolean pinBlocked() {
    return wrongPins >= WRONG_PINS;
  }

  Optional<PinToken> token() {
    return Optional.ofNullable(token);
  }

  void token(@Nullable PinToken issued) {
    token = issued;
  }

  <T extends Unfinished> Optional<T> unfinished(Class<T> kind) {
    return kind.isInstance(unfinished) ? Optional.of(kind.cast(unfinished)) : Optional.empty();
  }

  void unfinished(Unfinished begun) {
    unfinished = begun;
  }
}
