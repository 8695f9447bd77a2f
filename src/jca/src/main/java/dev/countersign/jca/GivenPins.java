package dev.countersign.jca;

import dev.countersign.device.PinEntry;
import java.io.IOException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a program gave a key store to get PINs from. */
final class GivenPins {
  private final List<GivenPin> given = new ArrayList<>();

  /**
   * The entry that a protection is.
   *
   * @return null when there is none
   * @throws IOException when it is of a sort that gives no PIN
   */
  @Nullable PinEntry entry(KeyStore.@Nullable ProtectionParameter protection) throws IOException {
    if (protection == null) {
      return null;
    } else if (protection instanceof KeyStore.PasswordProtection password) {
      return entry(password.getPassword());
    } else if (protection instanceof KeyStore.CallbackHandlerProtection callback) {
      return new CallbackPin(callback.getCallbackHandler());
    }
    throw new IOException("a PIN comes from PasswordProtection or CallbackHandlerProtection");
  }

  /** The same PIN is the same entry, so that one refusal is remembered for all its keys. */
  synchronized @Nullable PinEntry entry(char @Nullable [] pin) {
    if (pin == null || pin.length == 0) {
      return null;
    }
    for (GivenPin known : given) {
      if (known.holds(pin)) {
        return known;
      }
    }
    GivenPin added = new GivenPin(pin);
    given.add(added);
    return added;
  }
}
