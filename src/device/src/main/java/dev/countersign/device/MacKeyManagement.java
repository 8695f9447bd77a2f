package dev.countersign.device;

/** Capability: MAC keys can be stored, renamed and removed. */
public interface MacKeyManagement {

  /**
   * Stores a key.
   *
   * @param label what it is to be called; tokens of fixed places take the names of those only
   * @param key at least one byte; not closed
   * @param replace whether a key of that label gives way
   * @param touch whether each use shall want a touch
   * @throws TokenException.Refused when there is one of that label and it shall not give way
   * @throws TokenException.Unsupported when this token cannot hold such a key
   */
  MacKey store(String label, Digest digest, Secret key, boolean replace, boolean touch);

  /**
   * Gives a key another label.
   *
   * @throws TokenException.NoKey when the token holds no such key
   * @throws TokenException.Unsupported when this token cannot
   */
  MacKey rename(MacKey key, String label);

  /**
   * Removes a key, for good.
   *
   * @throws TokenException.NoKey when the token holds no such key
   */
  void remove(MacKey key);
}
