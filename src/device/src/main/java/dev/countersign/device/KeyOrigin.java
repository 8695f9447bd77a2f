package dev.countersign.device;

/** How a key came onto the token. */
public enum KeyOrigin {
  /** Made on the token: it was never anywhere else. */
  GENERATED,
  /** Brought from outside: copies may exist. */
  IMPORTED
}
