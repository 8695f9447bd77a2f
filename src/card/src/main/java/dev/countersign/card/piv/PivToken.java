package dev.countersign.card.piv;

import dev.countersign.device.Lane;
import dev.countersign.device.Ports;
import dev.countersign.device.Token;
import java.util.Optional;

final class PivToken {
  private PivToken() {}

  static Optional<Token> recognise(Lane lane, Ports ports) {
    return Optional.empty();
  }
}
