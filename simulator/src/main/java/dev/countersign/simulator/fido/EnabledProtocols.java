package dev.countersign.simulator.fido;

import java.util.function.BooleanSupplier;

/**
 * What of a security key is enabled on one of its transports, asked each time.
 *
 * @param ctap2 whether [CTAP2.1] messages are answered
 * @param u2f whether [U2F-RAW] messages are answered, if the key has them
 */
public record EnabledProtocols(BooleanSupplier ctap2, BooleanSupplier u2f) {
  /** Whether there is anything to talk to. */
  public boolean any() {
    return ctap2.getAsBoolean() || u2f.getAsBoolean();
  }
}
