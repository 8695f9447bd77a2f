package dev.countersign.cli;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenUri;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes the PIN of a token from where the URI that named it said ({@code pin-source}), and all else
 * from another entry.
 */
final class UriPins implements PinEntry {
  private final PinEntry otherwise;
  private final Map<String, PinEntry> named = new ConcurrentHashMap<>();

  UriPins(PinEntry otherwise) {
    this.otherwise = otherwise;
  }

  /** Notes where the PIN of a token is. */
  void put(TokenUri token, PinEntry entry) {
    named.put(token.toString(), entry);
  }

  @Override
  public Secret enter(PinRequest request) {
    return entry(request).enter(request);
  }

  @Override
  public void accepted(PinRequest request) {
    entry(request).accepted(request);
  }

  @Override
  public void rejected(PinRequest request) {
    entry(request).rejected(request);
  }

  private PinEntry entry(PinRequest request) {
    // The name of a token may cost a command, which most runs can do without.
    if (named.isEmpty() || request.kind() != PinRequest.Kind.PIN) {
      return otherwise;
    }
    return named.getOrDefault(request.token().get(), otherwise);
  }
}
