package dev.countersign.jca;

import java.security.Provider;
import java.security.Security;

/** A provider that is registered until closed. */
record Registered(Provider provider) implements AutoCloseable {
  static Registered last(Provider provider) {
    Security.addProvider(provider);
    return new Registered(provider);
  }

  static Registered first(Provider provider) {
    Security.insertProviderAt(provider, 1);
    return new Registered(provider);
  }

  @Override
  public void close() {
    Security.removeProvider(provider.getName());
  }
}
