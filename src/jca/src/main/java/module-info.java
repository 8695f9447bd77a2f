/** A java.security provider and key store over token keys. */
module dev.countersign.jca {
  requires static org.jspecify;
  requires transitive dev.countersign.device;

  exports dev.countersign.jca;

  provides java.security.Provider with
      dev.countersign.jca.CountersignProvider;
}
