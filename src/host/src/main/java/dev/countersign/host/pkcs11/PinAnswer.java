package dev.countersign.host.pkcs11;

import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What a PIN entry answered for one login. Closing wipes the PIN.
 *
 * @param given the answer; null when the PIN is typed on the token's own keys
 * @param lastTryTold whether the token said by then that one try is left: who answered knew it
 */
record PinAnswer(@Nullable Given given, boolean lastTryTold) implements AutoCloseable {

  /** A PIN, and the request that it answers. */
  record Given(PinRequest request, Secret pin) {}

  /** Nobody was asked: the token takes the PIN by itself. */
  static PinAnswer onPad() {
    return new PinAnswer(null, false);
  }

  @Override
  public void close() {
    if (given != null) {
      given.pin.close();
    }
  }
}
