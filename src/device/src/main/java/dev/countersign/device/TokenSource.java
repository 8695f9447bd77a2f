package dev.countersign.device;

import dev.countersign.wire.ChannelSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tokens that are not reached through a channel of ours but bring a way of their own along: those
 * of PKCS#11 modules. Found through {@link java.util.ServiceLoader} or registered explicitly.
 */
public interface TokenSource extends AutoCloseable {

  /** The scheme of the URIs of its tokens: {@code pkcs11}. */
  String kind();

  /**
   * What there is.
   *
   * @param tokens the tokens
   * @param empty names of places that can hold a token and hold none
   * @param unusable what could not be looked into
   * @param looked what was looked into, each in a few words: {@code softhsm (2 tokens)}
   */
  record Found(
      List<Token> tokens,
      List<String> empty,
      List<Tokens.Unusable> unusable,
      List<String> looked) {}

  /**
   * Looks for tokens. The same token found again is the same object for as long as it stays, so
   * that its sessions and its login are shared.
   *
   * @param wanted a URI of this kind that limits where to look; empty: wherever tokens were
   *     configured to be
   */
  Found look(Optional<TokenUri> wanted, Ports ports);

  /**
   * Reports tokens that come and go until the returned watch is closed; the listener must not
   * block. A source whose tokens tell nobody reports nothing.
   */
  default ChannelSource.Watch watch(Consumer<TokenEvent> listener) {
    return () -> {};
  }

  /** Ends all sessions. */
  @Override
  void close();
}
