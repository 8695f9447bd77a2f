package dev.countersign.jca;

import dev.countersign.device.Tokens;
import java.security.KeyStore;
import org.jspecify.annotations.Nullable;

/**
 * Loads a key store of type "Countersign" from tokens that the program opened itself: {@code
 * keyStore.load(new TokensParameter(tokens))}.
 */
public final class TokensParameter implements KeyStore.LoadStoreParameter {
  private final Tokens tokens;
  private final KeyStore.@Nullable ProtectionParameter protection;

  /** These tokens; PINs come from the entry that they were opened with. */
  public TokensParameter(Tokens tokens) {
    this.tokens = tokens;
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
    this.protection = protection;
  }

  /** The tokens. */
  public Tokens tokens() {
    return tokens;
  }

  @Override
  @SuppressWarnings("NullAway") // null is what the interface prescribes for "none"
  public KeyStore.@Nullable ProtectionParameter getProtectionParameter() {
    return protection;
  }
}
