package dev.countersign.card.oath;

import dev.countersign.device.Lane;
import dev.countersign.device.Ports;
import dev.countersign.device.Token;
import dev.countersign.device.TokenDriver;
import java.util.Optional;

/** Knows the OATH application, [YK-OATH]. */
public final class OathDriver implements TokenDriver {
  /** Found through {@link java.util.ServiceLoader}. */
  public OathDriver() {}

  @Override
  public String kind() {
    return OathSession.KIND;
  }

  @Override
  public Optional<Token> recognise(Lane lane, Ports ports) {
    return OathSession.open(lane, ports).map(OathToken::new);
  }
}
