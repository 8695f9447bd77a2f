package dev.countersign.device;

import java.util.List;

/** Capability: the token holds keys that make message authentication codes. */
public interface MacKeys {
  /** All of them, in the token's own order. */
  List<MacKey> list();

  /**
   * Those of one label. Unlike a list, which shows what can be seen, this logs in where keys show
   * themselves to who did.
   */
  default List<MacKey> labelled(String label) {
    return list().stream().filter(key -> key.label().equals(label)).toList();
  }

  /**
   * The key that the URI names on this token.
   *
   * @throws TokenException.NoKey when it holds none by that name
   * @throws TokenException.Ambiguous when the URI leaves open which
   */
  MacKey find(TokenUri uri);
}
