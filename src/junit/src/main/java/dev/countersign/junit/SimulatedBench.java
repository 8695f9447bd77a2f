package dev.countersign.junit;

import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinRequest;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.SettableClock;
import dev.countersign.simulator.SimulatedPresence;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.lang.reflect.Parameter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** What one test has in front of it. */
final class SimulatedBench implements AutoCloseable {
  private static final long FIRST_SERIAL = 10_000_001;

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final SettableClock clock = new SettableClock(START);
  private final SimulatedReaders readers = new SimulatedReaders();
  private final ScriptedPins pins = ScriptedPins.factory();
  private final Map<Parameter, Plugged> ofParameters = new HashMap<>();
  private final List<VirtualToken> cards = new ArrayList<>();
  private final List<Plugged> all = new ArrayList<>();
  private final TestIssuer issuer = new TestIssuer();
  private long nextSerial = FIRST_SERIAL;
  private @Nullable Plugged main;
  private @Nullable Tokens tokens;

  /**
   * A token of the test.
   *
   * @param slots where it holds keys that were made for the test
   * @param faults what goes wrong once the test runs
   */
  record Plugged(
      VirtualToken card, TokenUri uri, Set<String> slots, Optional<FaultSchedule> faults) {}

  SimulatedReaders readers() {
    return readers;
  }

  SettableClock clock() {
    return clock;
  }

  ScriptedPins pins() {
    return pins;
  }

  synchronized Tokens tokens() {
    if (tokens == null) {
      tokens = Tokens.builder().source(readers).pinEntry(pins).clock(clock).open();
    }
    return tokens;
  }

  /** The token that a parameter stands for: its own where it is annotated, else the test's. */
  Plugged token(Parameter parameter) {
    Plugged plugged = ofParameters.getOrDefault(parameter, main);
    if (plugged == null) {
      throw new ParameterResolutionException(
          "nothing says which token the parameter '%s' means: annotate it, the test or the class"
                  .formatted(parameter.getName())
              + " with @SimulatedToken");
    }
    return plugged;
  }

  void plugInMain(SimulatedToken wanted, List<SimulatedKey> keys) {
    pins.answer(PinRequest.Kind.PIN, wanted.pin());
    main = plugIn(wanted, keys);
  }

  void plugIn(Parameter parameter, SimulatedToken wanted, List<SimulatedKey> keys) {
    ofParameters.put(parameter, plugIn(wanted, keys));
  }

  private Plugged plugIn(SimulatedToken wanted, List<SimulatedKey> keys) {
    long serial = wanted.serial() == 0 ? nextSerial++ : wanted.serial();
    Optional<FaultSchedule> faults =
        Optional.of(wanted.faults()).filter(text -> !text.isBlank()).map(FaultSchedule::parse);
    World world =
        World.builder()
            .clock(clock)
            .seed(wanted.seed())
            .presence(wanted.touched() ? SimulatedPresence.ALWAYS : SimulatedPresence.NEVER)
            .build();
    VirtualToken card = VirtualToken.builder(wanted.profile()).serial(serial).world(world).build();
    cards.add(card);
    Set<String> slots = new LinkedHashSet<>();
    if (!keys.isEmpty()) {
      makeKeys(card, keys);
      keys.forEach(key -> slots.add(key.slot()));
    }
    String reader = wanted.inserted() ? readers.insert(card).name() : card.readerName();
    Plugged plugged = new Plugged(card, TokenUri.of("piv").with("reader", reader), slots, faults);
    all.add(plugged);
    return plugged;
  }

  /** From now on things go wrong as they were asked to. */
  void beginFaults() {
    all.forEach(plugged -> plugged.faults().ifPresent(plugged.card()::injectFaults));
  }

  private void makeKeys(VirtualToken card, List<SimulatedKey> keys) {
    SimulatedReaders workshop = new SimulatedReaders();
    workshop.insert(card);
    try (Tokens maker = Tokens.builder().source(workshop).pinEntry(ScriptedPins.factory()).open()) {
      KeyManagement management = maker.find(TokenUri.of("piv")).require(KeyManagement.class);
      for (SimulatedKey key : keys) {
        TokenUri place = TokenUri.of("piv").with("slot", key.slot());
        management.putCertificate(
            place,
            issuer.certify(
                management.generate(place, key.algorithm(), KeyPolicies.UNKNOWN),
                "Key in " + key.slot()));
      }
    }
  }

  @Override
  public void close() {
    if (tokens != null) {
      tokens.close();
    }
    readers.close();
    cards.forEach(VirtualToken::close);
  }
}
