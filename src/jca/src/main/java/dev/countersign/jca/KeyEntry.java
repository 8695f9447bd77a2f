package dev.countersign.jca;

import dev.countersign.device.MacKey;
import dev.countersign.device.PinEntry;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenKey;
import dev.countersign.device.TokenUri;
import java.security.Key;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One key of a key store. */
sealed interface KeyEntry {
  /** Its name, which is its alias. */
  TokenUri uri();

  /**
   * What programs are given.
   *
   * @param pinEntry what it asks for its PIN; null: what the tokens were opened with
   */
  Key handle(@Nullable PinEntry pinEntry);

  /** Its certificate and those above it; empty when there is none. */
  List<X509Certificate> chain();

  /**
   * A private key.
   *
   * @param flaw why the certificate that is there is not used
   */
  record OfPair(
      Token token, TokenKey key, List<X509Certificate> chain, @Nullable TokenException flaw)
      implements KeyEntry {

    /** Reads the certificate of a key. */
    static OfPair of(Token token, TokenKey key) {
      List<X509Certificate> chain;
      try {
        chain = key.certificateChain();
      } catch (TokenException.BadData e) {
        return new OfPair(token, key, List.of(), e);
      }
      if (!chain.isEmpty() && !chain.get(0).getPublicKey().equals(key.publicKey())) {
        return new OfPair(
            token,
            key,
            List.of(),
            new TokenException.BadData(
                key.uri().toString(),
                "read the certificate",
                "the certificate stored with this key is of another key",
                "store the right one: countersign keys certificate import",
                null));
      }
      return new OfPair(token, key, chain, null);
    }

    OfPair withChain(List<X509Certificate> other) {
      return new OfPair(token, key, other, null);
    }

    @Override
    public TokenUri uri() {
      return key.uri();
    }

    @Override
    public Key handle(@Nullable PinEntry pinEntry) {
      return (pinEntry == null ? key : BothUses.with(key, pinEntry)).asPrivateKey();
    }
  }

  /** A key that makes MACs, which has no certificate. */
  record OfMac(MacKey key) implements KeyEntry {
    @Override
    public TokenUri uri() {
      return key.uri();
    }

    @Override
    public Key handle(@Nullable PinEntry pinEntry) {
      return (pinEntry == null ? key : key.with(pinEntry)).asSecretKey();
    }

    @Override
    public List<X509Certificate> chain() {
      return List.of();
    }
  }
}
