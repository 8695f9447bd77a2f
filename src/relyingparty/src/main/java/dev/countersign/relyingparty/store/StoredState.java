package dev.countersign.relyingparty.store;

import java.util.Arrays;
import java.util.HexFormat;

/** What a store holds of one device: a version, and bytes that the verifier alone can read. */
public final class StoredState {
  private final long version;
  private final byte[] state;

  /**
   * A stored state.
   *
   * @param version 1 for the first state of a device, one more for each that replaced another
   * @param state its bytes, of which a copy is taken
   */
  public StoredState(long version, byte[] state) {
    if (version <= StateStore.ABSENT) {
      throw new IllegalArgumentException("the version of a stored state is 1 at least");
    }
    this.version = version;
    this.state = state.clone();
  }

  /** Grows by one with each change. */
  public long version() {
    return version;
  }

  /** A copy of the bytes. */
  public byte[] state() {
    return state.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredState stored
        && version == stored.version
        && Arrays.equals(state, stored.state);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(version) + Arrays.hashCode(state);
  }

  @Override
  public String toString() {
    return "version %d: %s".formatted(version, HexFormat.of().formatHex(state));
  }
}
