package dev.countersign.jca;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinSource;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.PrivateKey;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The key store "Countersign": the keys of the tokens that were attached when it was loaded, each
 * under its URI, with or without a certificate. Loading verifies no PIN where it might be that of
 * another token, since that would cost a try; a wrong PIN shows at the first use of a key. See
 * {@link HiddenKeys} for tokens that hide their keys before a login.
 *
 * <p>Keys that make MACs are secret keys, all others private keys.
 *
 * <p>A part of a URI is an alias too, if only one key fits. The one thing that can be changed is
 * the certificate beside a key.
 */
final class TokenKeyStore extends KeyStoreSpi {
  private final Supplier<SharedTokens> provided;
  private final GivenPins given = new GivenPins();
  private KeyEntries entries = KeyEntries.none();
  private @Nullable SharedTokens tokens;
  private @Nullable PinEntry pinEntry;

  /**
   * A key store.
   *
   * @param provided the tokens that are read when no others are given to load
   */
  TokenKeyStore(Supplier<SharedTokens> provided) {
    this.provided = provided;
  }

  @Override
  public void engineLoad(@Nullable InputStream stream, char @Nullable [] pin) throws IOException {
    if (stream != null) {
      throw new IOException(
          "a key store of tokens is not read from a stream: load it with null in its place");
    }
    load(provided.get(), Optional.empty(), given.entry(pin));
  }

  @Override
  public void engineLoad(KeyStore.@Nullable LoadStoreParameter parameter) throws IOException {
    SharedTokens source = provided.get();
    Optional<TokenUri> only = Optional.empty();
    if (parameter instanceof TokensParameter chosen) {
      source = SharedTokens.given(chosen.tokens());
      only = chosen.only();
    }
    KeyStore.ProtectionParameter protection =
        parameter == null ? null : parameter.getProtectionParameter();
    load(source, only, given.entry(protection));
  }

  private synchronized void load(
      SharedTokens source, Optional<TokenUri> only, @Nullable PinEntry entry) throws IOException {
    try {
      entries = KeyEntries.read(source.tokens(), only, Optional.ofNullable(entry));
    } catch (TokenException.WrongPin | TokenException.PinBlocked | TokenException.PinNotGiven e) {
      throw new IOException(
          Handles.describe(e), withCause(new UnrecoverableKeyException(Handles.describe(e)), e));
    } catch (TokenException e) {
      throw new IOException(Handles.describe(e), e);
    }
    tokens = source;
    pinEntry = entry;
  }

  @Override
  public @Nullable Key engineGetKey(String alias, char @Nullable [] pin)
      throws UnrecoverableKeyException {
    return key(alias, given.entry(pin));
  }

  private synchronized @Nullable Key key(String alias, @Nullable PinEntry own)
      throws UnrecoverableKeyException {
    Optional<KeyEntry> entry = entries.find(alias);
    if (entry.isEmpty()) {
      explainAbsence(alias);
      return null;
    }
    Optional<PinEntry> fromUri =
        KeyEntries.parse(alias).flatMap(uri -> uri.query("pin-source")).map(PinSource::of);
    return entry.get().handle(own != null ? own : fromUri.orElse(pinEntry));
  }

  /** A missing key is null to {@code java.security}, unless there is more to say about it. */
  private void explainAbsence(String alias) throws UnrecoverableKeyException {
    TokenException reason = null;
    List<String> fitting = entries.fitting(alias);
    if (fitting.size() > 1) {
      reason = new TokenException.Ambiguous(alias, "find the key", fitting);
    } else {
      reason = entries.reasonForAbsence(alias).orElse(null);
    }
    if (reason != null) {
      throw withCause(new UnrecoverableKeyException(Handles.describe(reason)), reason);
    }
  }

  private static <E extends Exception> E withCause(E exception, Throwable cause) {
    exception.initCause(cause);
    return exception;
  }

  @Override
  public KeyStore.@Nullable Entry engineGetEntry(
      String alias, KeyStore.@Nullable ProtectionParameter protection)
      throws KeyStoreException, UnrecoverableEntryException {
    Key key;
    try {
      key = key(alias, given.entry(protection));
    } catch (IOException e) {
      throw new KeyStoreException(e.getMessage(), e);
    }
    if (key instanceof SecretKey secret) {
      return new KeyStore.SecretKeyEntry(secret);
    } else if (!(key instanceof PrivateKey privateKey)) {
      return null;
    } else {
      return new KeyStore.PrivateKeyEntry(privateKey, requireChain(alias));
    }
  }

  private Certificate[] requireChain(String alias) throws UnrecoverableEntryException {
    Certificate[] chain = engineGetCertificateChain(alias);
    if (chain != null) {
      return chain;
    }
    TokenException flaw = entry(alias) instanceof KeyEntry.OfPair pair ? pair.flaw() : null;
    UnrecoverableEntryException refusal =
        new UnrecoverableEntryException(
            flaw == null
                ? alias + " has no certificate, which an entry must have: use getKey"
                : Handles.describe(flaw));
    throw flaw == null ? refusal : withCause(refusal, flaw);
  }

  /** The one key of that name; null when there is none. */
  private synchronized @Nullable KeyEntry entry(String alias) {
    return entries.find(alias).orElse(null);
  }

  /** A private key without certificate is no entry of either class: there is none to be had. */
  @Override
  public boolean engineEntryInstanceOf(String alias, Class<? extends KeyStore.Entry> wanted) {
    KeyEntry entry = entry(alias);
    if (entry instanceof KeyEntry.OfMac) {
      return wanted == KeyStore.SecretKeyEntry.class;
    }
    return entry != null && wanted == KeyStore.PrivateKeyEntry.class && !entry.chain().isEmpty();
  }

  @Override
  public synchronized Certificate @Nullable [] engineGetCertificateChain(String alias) {
    return entries
        .find(alias)
        .map(KeyEntry::chain)
        .filter(chain -> !chain.isEmpty())
        .map(chain -> chain.toArray(new X509Certificate[0]))
        .orElse(null);
  }

  @Override
  public @Nullable Certificate engineGetCertificate(String alias) {
    Certificate[] chain = engineGetCertificateChain(alias);
    return chain == null ? null : chain[0];
  }

  /** Tokens keep no dates: the day from which the certificate is valid, else the epoch. */
  @Override
  @SuppressWarnings("JavaUtilDate") // the signature that KeyStoreSpi prescribes
  public @Nullable Date engineGetCreationDate(String alias) {
    if (!engineContainsAlias(alias)) {
      return null;
    }
    return engineGetCertificate(alias) instanceof X509Certificate certificate
        ? certificate.getNotBefore()
        : new Date(0);
  }

  @Override
  public synchronized Enumeration<String> engineAliases() {
    return Collections.enumeration(entries.aliases());
  }

  @Override
  public synchronized int engineSize() {
    return entries.aliases().size();
  }

  @Override
  public synchronized boolean engineContainsAlias(String alias) {
    return entries.find(alias).isPresent();
  }

  @Override
  public boolean engineIsKeyEntry(String alias) {
    return engineContainsAlias(alias);
  }

  @Override
  public boolean engineIsCertificateEntry(String alias) {
    return false;
  }

  @Override
  public synchronized @Nullable String engineGetCertificateAlias(Certificate certificate) {
    return entries.aliases().stream()
        .filter(alias -> certificate.equals(engineGetCertificate(alias)))
        .findFirst()
        .orElse(null);
  }

  /** Stores the first certificate of the chain beside the key that is on the token already. */
  @Override
  public synchronized void engineSetKeyEntry(
      String alias, Key key, char @Nullable [] pin, Certificate @Nullable [] chain)
      throws KeyStoreException {
    KeyEntry entry = entry(alias);
    SharedTokens source = tokens;
    if (entry == null) {
      throw CertificateWriting.noKey();
    } else if (source == null || !(entry instanceof KeyEntry.OfPair pair)) {
      throw CertificateWriting.anotherKey();
    } else {
      PinEntry own = given.entry(pin);
      entries.replaceChain(
          pair, CertificateWriting.write(source, pair, key, chain, own != null ? own : pinEntry));
    }
  }

  @Override
  public void engineSetKeyEntry(String alias, byte[] key, Certificate @Nullable [] chain)
      throws KeyStoreException {
    throw CertificateWriting.readOnly();
  }

  @Override
  public void engineSetCertificateEntry(String alias, Certificate certificate)
      throws KeyStoreException {
    throw new KeyStoreException("a token holds the certificates of its own keys only");
  }

  @Override
  public void engineDeleteEntry(String alias) throws KeyStoreException {
    throw CertificateWriting.readOnly();
  }

  /** Does nothing: what was changed is on the token already. */
  @Override
  public void engineStore(@Nullable OutputStream stream, char @Nullable [] pin) throws IOException {
    if (stream != null) {
      throw new IOException("keys on tokens cannot be written to a stream");
    }
  }

  /** Does nothing: what was changed is on the token already. */
  @Override
  public void engineStore(KeyStore.@Nullable LoadStoreParameter parameter) {
    // The interface asks for a method even where there is nothing to do.
  }
}
