package dev.countersign.jca;

import dev.countersign.card.piv.PivDriver;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.device.TouchPolicy;
import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;

/** A simulated YubiKey with imported keys, behind the driver and the lane that real ones have. */
final class SimulatedPiv implements AutoCloseable {
  static final String PIN = "123456";
  private static final byte[] MANAGEMENT_KEY =
      HexFormat.of().parseHex("0102030405060708".repeat(3));

  private final SimulatedReaders readers = new SimulatedReaders();
  private final VirtualToken token =
      VirtualToken.builder(Profile.YUBIKEY_5_7)
          .serial(12345678)
          .world(World.deterministic(1))
          .build();
  private final Tokens tokens =
      Tokens.builder().source(readers).driver(new PivDriver()).pinEntry(this::administrator).open();

  SimulatedPiv() {
    readers.insert(token);
  }

  /** Only the management key: PINs are to come from the key store. */
  private Secret administrator(PinRequest request) {
    return request.kind() == PinRequest.Kind.MANAGEMENT_KEY
        ? Secret.copyOf(MANAGEMENT_KEY)
        : PinEntry.none().enter(request);
  }

  /** Brings a key into a slot, where 9c wants the PIN each time; it may have no certificate. */
  SimulatedPiv key(String slot, KeyPair pair, X509Certificate... certificate) {
    TokenUri place = TokenUri.parse("piv:slot=" + slot);
    KeyManagement management = tokens.find(place).require(KeyManagement.class);
    PinPolicy pins = slot.equals("9c") ? PinPolicy.ALWAYS : PinPolicy.ONCE;
    management.importKey(
        place, pair, new KeyPolicies(Optional.of(pins), Optional.of(TouchPolicy.NEVER)));
    for (X509Certificate leaf : certificate) {
      management.putCertificate(place, leaf);
    }
    return this;
  }

  SimulatedReaders readers() {
    return readers;
  }

  Tokens tokens() {
    return tokens;
  }

  void faults(String schedule) {
    token.injectFaults(FaultSchedule.parse(schedule));
  }

  void remove() {
    readers.remove(token);
  }

  void insert() {
    readers.insert(token);
  }

  @Override
  public void close() {
    tokens.close();
    token.close();
  }
}
