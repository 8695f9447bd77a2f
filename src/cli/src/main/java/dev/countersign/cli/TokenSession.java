package dev.countersign.cli;

import dev.countersign.device.DecryptionKeys;
import dev.countersign.device.HeldPins;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinSource;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenKey;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tokens for as long as one command runs, with the PIN that was entered for it. */
public final class TokenSession implements AutoCloseable {
  private final Tokens tokens;
  private final HeldPins pins;
  private final UriPins named;

  TokenSession(Tokens tokens, HeldPins pins, UriPins named) {
    this.tokens = tokens;
    this.pins = pins;
    this.named = named;
  }

  /** The tokens. */
  public Tokens tokens() {
    return tokens;
  }

  /**
   * The key that signs by that name. A {@code pin-source} in the URI goes before the options.
   *
   * @throws TokenException.NoToken when no token fits
   * @throws TokenException.NoKey when the token holds no such key
   * @throws TokenException.Ambiguous when the URI leaves open which
   */
  public SigningKey signingKey(TokenUri uri) {
    return find(uri).signingKey(uri);
  }

  /**
   * The token that a URI names. It is asked its name, so that prompts and errors can say it. A
   * {@code pin-source} in the URI goes before the options, for all that is done with that token.
   */
  public Token find(TokenUri uri) {
    Optional<PinEntry> source = uri.query("pin-source").map(TokenSession::pinSource);
    Token token = tokens.find(uri);
    TokenUri name = token.uri();
    source.ifPresent(entry -> named.put(name, entry));
    return token;
  }

  private static PinEntry pinSource(String source) {
    try {
      return PinSource.of(source);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          "the pin-source of the URI cannot be used: " + e.getMessage(),
          "name a file, like pin-source=/etc/hsm/pin, or a program after a bar (%7C)");
    }
  }

  /** The key of that name, whether it signs or agrees. */
  public TokenKey key(TokenUri uri) {
    Token token = find(uri);
    Optional<SigningKeys> signing = token.capability(SigningKeys.class);
    Optional<DecryptionKeys> decrypting = token.capability(DecryptionKeys.class);
    if (signing.isEmpty()) {
      return token.require(DecryptionKeys.class).find(uri);
    }
    try {
      return signing.get().find(uri);
    } catch (TokenException.NoKey noSigningKey) {
      if (decrypting.isEmpty()) {
        throw noSigningKey;
      }
      try {
        return decrypting.get().find(uri);
      } catch (TokenException.NoKey noKey) {
        throw noSigningKey;
      }
    }
  }

  /** The key of that name; empty when the token holds none there. */
  public Optional<TokenKey> keyIfAny(TokenUri uri) {
    try {
      return Optional.of(key(uri));
    } catch (TokenException.NoKey e) {
      return Optional.empty();
    }
  }

  /** All keys of a token, in its own order: those that sign first. */
  public List<TokenKey> keys(Token token) {
    Map<TokenUri, TokenKey> all = new LinkedHashMap<>();
    token
        .capability(SigningKeys.class)
        .ifPresent(keys -> keys.list().forEach(key -> all.put(key.uri(), key)));
    token
        .capability(DecryptionKeys.class)
        .ifPresent(keys -> keys.list().forEach(key -> all.putIfAbsent(key.uri(), key)));
    return new ArrayList<>(all.values());
  }

  @Override
  public void close() {
    pins.close();
    tokens.close();
  }
}
