package dev.countersign.jca;

import dev.countersign.device.Login;
import dev.countersign.device.PinEntry;
import dev.countersign.device.Tokens;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A token of SoftHSM with keys and a provider over it, for the tests of one class. After each of
 * them nobody is logged in, and the provider is not registered.
 */
final class HsmBench implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private final String name;
  private final Consumer<HsmToken> keys;
  private HsmToken token;
  private Tokens tokens;
  private Provider provider;

  /**
   * A bench.
   *
   * @param keys puts them on the token
   */
  HsmBench(String name, Consumer<HsmToken> keys) {
    this.name = name;
    this.keys = keys;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    token = HsmToken.create(name);
    keys.accept(token);
    tokens = token.tokens(PinEntry.none());
    provider = new CountersignProvider(tokens);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Security.removeProvider(CountersignProvider.NAME);
    logout();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    tokens.close();
  }

  void logout() {
    tokens.list().forEach(one -> one.require(Login.class).logout());
  }

  HsmToken token() {
    return token;
  }

  Provider provider() {
    return provider;
  }

  /** A key store that was loaded with that PIN; null: with none. */
  KeyStore store(char[] pin) throws Exception {
    KeyStore store = KeyStore.getInstance("Countersign", provider);
    store.load(null, pin);
    return store;
  }

  Key key(String label) throws Exception {
    return store(HsmToken.PIN).getKey(token.alias(label), null);
  }

  PrivateKey privateKey(String label) throws Exception {
    return (PrivateKey) key(label);
  }
}
