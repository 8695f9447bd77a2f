package dev.countersign.cli.tls;

import dev.countersign.device.SigningKey;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * One key and its certificates, offered to every server that asks for a certificate of this kind.
 * The authorities that a server names ([RFC8446] 4.2.4) do not choose: the person chose the key.
 */
final class ClientKey extends X509ExtendedKeyManager {
  private static final String ALIAS = "key";

  private final SigningKey key;
  private final List<X509Certificate> chain;
  private volatile Asked asked = Asked.NOT;

  /** What the server wanted of the client. */
  enum Asked {
    /** No certificate. */
    NOT,
    /** A certificate of another kind of key. */
    FOR_ANOTHER_KIND,
    /** A certificate; this one was sent. */
    FOR_THIS
  }

  ClientKey(SigningKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = List.copyOf(chain);
  }

  Asked asked() {
    return asked;
  }

  X509Certificate certificate() {
    return chain.get(0);
  }

  SigningKey key() {
    return key;
  }

  private @Nullable String choose(String[] kinds) {
    boolean fits = Arrays.asList(kinds).contains(certificate().getPublicKey().getAlgorithm());
    if (asked != Asked.FOR_THIS) { // the runtime may ask kind by kind
      asked = fits ? Asked.FOR_THIS : Asked.FOR_ANOTHER_KIND;
    }
    return fits ? ALIAS : null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] kinds, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(kinds);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] kinds, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return choose(kinds);
  }

  @Override
  public String[] getClientAliases(String kind, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return chain.toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return key.asPrivateKey();
  }

  @Override
  public String @Nullable [] getServerAliases(String kind, Principal @Nullable [] issuers) {
    return null; // it serves nobody
  }

  @Override
  public @Nullable String chooseServerAlias(
      String kind, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
