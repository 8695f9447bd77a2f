package dev.countersign.device;

import java.util.Locale;

/** When a key wants a touch. */
public enum TouchPolicy {
  /** Never. */
  NEVER,
  /** At each use. */
  ALWAYS,
  /** At a use that comes more than 15 seconds after the last touch. */
  CACHED;

  /** The name in commands: {@code cached}. */
  public String externalName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
