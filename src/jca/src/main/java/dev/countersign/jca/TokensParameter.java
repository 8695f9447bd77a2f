package dev.countersign.jca;

import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import java.security.KeyStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loads a key store of type "Countersign" from tokens that the program opened itself: {@code
 * keyStore.load(new TokensParameter(tokens))}.
 */
public final class TokensParameter implements KeyStore.LoadStoreParameter {
  private final Tokens tokens;
  private final @Nullable TokenUri only;
  private final KeyStore.@Nullable ProtectionParameter protection;

  /** These tokens; PINs come from the entry that they were opened with. */
  public TokensParameter(Tokens tokens) {
    this.tokens = tokens;
    this.only = null;
    this.protection = null;
  }

  /**
   * These tokens, with a PIN of one's own.
   *
   * @param protection a {@link KeyStore.PasswordProtection} that holds the PIN, or a {@link
   *     KeyStore.CallbackHandlerProtection} that is asked for it
   */
  public TokensParameter(Tokens tokens, KeyStore.ProtectionParameter protection) {
    this.tokens = tokens;
    this.only = null;
    this.protection = protection;
  }

  /**
   * One of these tokens, with its PIN: logs in to it where it hides its keys before.
   *
   * @param only the URI of the token: {@code pkcs11:token=prod}
   * @param protection as above
   */
  public TokensParameter(Tokens tokens, TokenUri only, KeyStore.ProtectionParameter protection) {
    this.tokens = tokens;
    this.only = only;
    this.protection = protection;
  }

  /** The tokens. */
  public Tokens tokens() {
    return tokens;
  }

  /** The one token whose keys are wanted; empty: all of them. */
  public Optional<TokenUri> only() {
    return Optional.ofNullable(only);
  }

  @Override
  @SuppressWarnings("NullAway") // null is what the interface prescribes for "none"
  public KeyStore.@Nullable ProtectionParameter getProtectionParameter() {
    return protection;
  }
}
