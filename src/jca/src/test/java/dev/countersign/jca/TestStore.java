package dev.countersign.jca;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;

/** The key store over software tokens, asked by slot. */
record TestStore(KeyStore store) {
  static TestStore of(Provider provider, SoftwareToken... tokens) throws Exception {
    KeyStore store = KeyStore.getInstance("Countersign", provider);
    store.load(new TokensParameter(SoftwareToken.tokens(tokens)));
    return new TestStore(store);
  }

  PrivateKey getKey(String slot) throws GeneralSecurityException {
    return (PrivateKey) store.getKey("piv:slot=" + slot, null);
  }
}
