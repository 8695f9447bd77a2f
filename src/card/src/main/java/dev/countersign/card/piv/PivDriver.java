package dev.countersign.card.piv;

import dev.countersign.device.Lane;
import dev.countersign.device.Ports;
import dev.countersign.device.Token;
import dev.countersign.device.TokenDriver;
import java.util.Optional;

/** Knows the PIV card application, [SP800-73-4/2]. */
public final class PivDriver implements TokenDriver {
  /** Found through {@link java.util.ServiceLoader}. */
  public PivDriver() {}

  @Override
  public String kind() {
    return "piv";
  }

  @Override
  public Optional<Token> recognise(Lane lane, Ports ports) {
    return PivToken.recognise(lane, ports);
  }
}
