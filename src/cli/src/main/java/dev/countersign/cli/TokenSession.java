package dev.countersign.cli;

import dev.countersign.device.DecryptionKey;
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
import java.util.function.Supplier;

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
    Token token = find(uri);
    return usable(token, "sign", DecryptionKeys.class, () -> token.signingKey(uri), uri);
  }

  /** The key of that name that decrypts or agrees on secrets; see {@link #signingKey}. */
  public DecryptionKey decryptionKey(TokenUri uri) {
    Token token = find(uri);
    return usable(
        token,
        "decrypt or agree on secrets",
        SigningKeys.class,
        () -> token.decryptionKey(uri),
        uri);
  }

  /** Tells a key that is not there from one that is there for another use. */
  private static <K> K usable(
      Token token, String use, Class<?> other, Supplier<K> key, TokenUri uri) {
    try {
      return key.get();
    } catch (TokenException.NoKey none) {
      if (token.kind().equals("pkcs11") && holds(token, other, uri)) {
        throw new TokenException.Refused(
            uri.toString(),
            use,
            "the key may not be used to " + use,
            null,
            "use a key that is meant for it; countersign keys list shows them");
      }
      throw none;
    }
  }

  private static boolean holds(Token token, Class<?> use, TokenUri uri) {
    try {
      if (use == SigningKeys.class) {
        token.require(SigningKeys.class).find(uri);
      } else {
        token.require(DecryptionKeys.class).find(uri);
      }
      return true;
    } catch (TokenException.NoKey | TokenException.Unsupported none) {
      return false;
    } catch (TokenException.Ambiguous several) {
      return true;
    }
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
