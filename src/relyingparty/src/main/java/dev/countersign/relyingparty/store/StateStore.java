package dev.countersign.relyingparty.store;

import java.util.Optional;

/**
 * Where verifiers keep what they remember of each device; nothing of it is secret. All nodes that
 * verify codes of one device share one store, and it is the compare-and-set that keeps two of them
 * from accepting one code.
 *
 * <p>Implementations may be called by any number of threads. A failure is a {@link StoreException},
 * never an answer: a verifier that does not know accepts nothing.
 */
public interface StateStore {
  /** The most bytes that one state has. */
  int MAX_STATE_BYTES = 10_240;

  /** The version of a device of which nothing is stored. */
  long ABSENT = 0;

  /**
   * What is stored of a device. It may be out of date when it arrives: the compare-and-set finds
   * out.
   *
   * @param device the name of the device, 1 to 256 characters, told apart by case
   * @throws StoreException when the store cannot tell
   */
  Optional<StoredState> load(String device);

  /**
   * Replaces what is stored, if nobody else did since it was loaded. What is stored afterwards has
   * the version {@code expectedVersion + 1}, and is there for every node before this returns true.
   *
   * @param device the name of the device
   * @param expectedVersion the version that was loaded; {@link #ABSENT} when there was nothing
   * @param state at most {@link #MAX_STATE_BYTES} bytes
   * @return false when another version is stored, or it is not certain that this one was not
   *     replaced by somebody else; then nothing, or this very state, was stored
   * @throws StoreException when the store cannot tell; the state may have been stored
   */
  boolean compareAndSet(String device, long expectedVersion, byte[] state);
}
