package dev.countersign.fido;

import dev.countersign.device.Lane;
import dev.countersign.device.Ports;
import dev.countersign.device.Token;
import dev.countersign.device.TokenDriver;
import dev.countersign.fido.ctap.KeyToken;
import java.util.Optional;

/** Knows the FIDO application of cards and of keys in a card reader ([CTAP2.1] 11.3). */
public final class FidoDriver implements TokenDriver {
  /** Found through {@link java.util.ServiceLoader}. */
  public FidoDriver() {}

  @Override
  public String kind() {
    return KeyToken.KIND;
  }

  @Override
  public Optional<Token> recognise(Lane lane, Ports ports) {
    return KeyToken.onCard(lane, ports);
  }
}
