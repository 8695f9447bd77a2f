package dev.countersign.benchmarks;

import dev.countersign.device.HeldPins;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.junit.TestIssuer;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.security.PublicKey;
import java.util.Map;

/** A simulated token with keys, and programs that attach to it one after the other. */
final class Bench implements AutoCloseable {
  private static final TestIssuer ISSUER = new TestIssuer();

  private final VirtualToken card;
  private Counter counter = new Counter();
  private HeldPins pins;
  private Tokens tokens;

  /** A token of that profile with these keys, each with a certificate. */
  Bench(Profile profile, Map<String, KeyAlgorithm> keys) {
    card = VirtualToken.builder(profile).serial(12345678L).world(World.deterministic(1)).build();
    attach();
    for (Map.Entry<String, KeyAlgorithm> key : keys.entrySet()) {
      generate(key.getKey(), key.getValue());
    }
    attach();
  }

  /** Makes a key with a certificate. */
  void generate(String slot, KeyAlgorithm algorithm) {
    TokenUri place = place(slot);
    KeyManagement management = tokens.find(place).require(KeyManagement.class);
    PublicKey key = management.generate(place, algorithm, KeyPolicies.UNKNOWN);
    management.putCertificate(place, ISSUER.certify(key, "Key in " + slot));
  }

  /** A new program: the card was powered, nothing is known of it, no PIN is held. */
  void attach() {
    close();
    SimulatedReaders readers = new SimulatedReaders();
    readers.insert(card);
    counter = new Counter();
    pins = new HeldPins(ScriptedPins.factory());
    tokens = Tokens.builder().source(readers.decorated(counter::counting)).pinEntry(pins).open();
  }

  static TokenUri place(String slot) {
    return TokenUri.of("piv").with("slot", slot);
  }

  Tokens tokens() {
    return tokens;
  }

  Tally tally() {
    return counter.tally();
  }

  @Override
  public void close() {
    if (tokens != null) {
      tokens.close();
      pins.close();
    }
  }
}
