package dev.countersign.relyingparty.store;

/**
 * How the state of a device is written down.
 *
 * @param <S> an immutable state
 */
public interface StateCodec<S> {
  /** The state of a device of which nothing is stored. */
  S initial();

  /**
   * At most {@link StateStore#MAX_STATE_BYTES} bytes, of which the first tell format and edition.
   */
  byte[] encode(S state);

  /**
   * Reads it back.
   *
   * @throws IllegalArgumentException when it is not what {@link #encode} writes
   */
  S decode(byte[] bytes);
}
