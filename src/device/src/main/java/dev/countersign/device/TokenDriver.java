package dev.countersign.device;

import java.util.Optional;

/**
 * Knows one card protocol. Found through {@link java.util.ServiceLoader} or registered explicitly.
 */
public interface TokenDriver {

  /** The scheme of the URIs of its tokens: {@code piv}. */
  String kind();

  /**
   * Finds out whether the card on the lane speaks this protocol, with as few commands as can be and
   * none that costs the card anything.
   *
   * @return the token; empty when the card does not speak the protocol
   * @throws TokenException when that cannot be found out
   */
  Optional<Token> recognise(Lane lane, Ports ports);
}
