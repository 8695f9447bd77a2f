package dev.countersign.fido;

import dev.countersign.device.PinEntry;
import dev.countersign.device.Presence;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.Tokens;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.fido.hid.HidSecurityKeys;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedHidSource;
import dev.countersign.simulator.SimulatedPresence;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Simulated keys in readers and on USB, and what finds them. */
final class SimulatedKeys implements AutoCloseable {
  /** How a key is reached. */
  enum Way {
    READER,
    USB
  }

  private final SimulatedHidSource usb = new SimulatedHidSource();
  private final SimulatedReaders readers = new SimulatedReaders();
  private final List<VirtualToken> keys = new ArrayList<>();
  private final AtomicInteger notices = new AtomicInteger();
  private final AtomicInteger pinsAsked = new AtomicInteger();
  private final List<Tokens> opened = new ArrayList<>();

  SimulatedKeys() {
    anotherProgram();
  }

  /** From here on keys are looked for by a program that has no connections yet. */
  void anotherProgram() {
    PinEntry entry =
        request -> {
          pinsAsked.incrementAndGet();
          return Secret.copyOf(WiredKey.PIN.toCharArray());
        };
    Presence presence =
        (token, purpose, certain) -> {
          notices.addAndGet(certain ? 1 : 0); // on a busy machine a key may be silent for a second
          return () -> {};
        };
    opened.add(
        Tokens.builder()
            .source(readers)
            .source(new HidSecurityKeys(List.of(usb)))
            .driver(new FidoDriver())
            .pinEntry(entry)
            .presence(presence)
            .open());
  }

  SimulatedHidSource usb() {
    return usb;
  }

  SimulatedReaders readers() {
    return readers;
  }

  int notices() {
    return notices.get();
  }

  int pinsAsked() {
    return pinsAsked.get();
  }

  VirtualToken plugIn(Profile profile, Way way) {
    return plugIn(profile, way, SimulatedPresence.ALWAYS);
  }

  VirtualToken plugIn(Profile profile, Way way, SimulatedPresence person) {
    VirtualToken.Builder builder =
        VirtualToken.builder(profile)
            .serial(1000 + keys.size())
            .world(World.builder().seed(keys.size()).presence(person).build());
    VirtualToken key = way == Way.READER ? builder.contactless().build() : builder.build();
    keys.add(key);
    insert(key, way);
    return key;
  }

  void insert(VirtualToken key, Way way) {
    if (way == Way.READER) {
      readers.insert(key);
    } else {
      usb.insert(key);
    }
  }

  void remove(VirtualToken key) {
    readers.remove(key);
    usb.remove(key);
  }

  List<Token> found() {
    return tokens().of("fido");
  }

  Tokens tokens() {
    return opened.get(opened.size() - 1);
  }

  SecurityKey only() {
    return found().get(0).require(SecurityKey.class);
  }

  @Override
  public void close() {
    opened.forEach(Tokens::close);
    keys.forEach(VirtualToken::close);
  }
}
