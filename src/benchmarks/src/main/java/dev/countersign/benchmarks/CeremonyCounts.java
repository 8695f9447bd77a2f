package dev.countersign.benchmarks;

import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.Tokens;
import dev.countersign.device.fido.AssertionRequest;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.ClientDataHash;
import dev.countersign.device.fido.CredentialRequest;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.RelyingParty;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.SecurityKeyPins;
import dev.countersign.device.fido.UserAccount;
import dev.countersign.device.fido.Verification;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What ceremonies with a security key cost in commands, over a reader with short APDUs. Budgets:
 * one message for a ceremony, two more where a PIN is given (key agreement, token), SELECT once for
 * as long as no other program comes between, and a command each for what of a message or an answer
 * does not fit.
 */
final class CeremonyCounts {
  private static final ClientDataHash HASH = ClientDataHash.of(new byte[ClientDataHash.BYTES]);
  private static final Ceremony CEREMONY = Ceremony.of("count");
  private static final String PIN = "4711-alpha";
  private static final String RP_ID = "example.org";

  private final List<Counted> counted = new ArrayList<>();
  private final Counter counter = new Counter();

  private CeremonyCounts() {}

  /** Counts ceremonies with a key of that profile. */
  static List<Counted> of(Profile profile, int repetitions) {
    CeremonyCounts counts = new CeremonyCounts();
    SimulatedReaders readers = new SimulatedReaders();
    try (VirtualToken key =
            VirtualToken.builder(profile)
                .serial(12345678L)
                .world(World.deterministic(1))
                .contactless()
                .build();
        Tokens tokens =
            Tokens.builder()
                .source(readers.decorated(counts.counter::counting))
                .pinEntry(new ScriptedPins().answer(PinRequest.Kind.PIN, PIN))
                .open()) {
      readers.insert(key);
      Token token = tokens.of("fido").get(0);
      counts.ceremonies(token, repetitions);
    }
    return counts.counted;
  }

  private void ceremonies(Token token, int repetitions) {
    SecurityKey key = token.require(SecurityKey.class);
    count("what a key can do, once", 1, 4, key::info);
    Verification without = Verification.DISCOURAGED;
    Identifier id = make(key, without);
    count("registration, touch only", repetitions, 4, () -> make(key, without));
    count("sign-in, touch only", repetitions, 2, () -> prove(key, id, without));
    try (Secret pin = Secret.copyOf(PIN.toCharArray())) {
      token.require(SecurityKeyPins.class).set(pin);
    }
    Verification with = Verification.REQUIRED;
    make(key, with);
    count("registration, with PIN", repetitions, 6, () -> make(key, with));
    count("sign-in, with PIN", repetitions, 4, () -> prove(key, id, with));
  }

  private static Identifier make(SecurityKey key, Verification verification) {
    UserAccount user =
        new UserAccount(Identifier.of(new byte[] {1}), Optional.of("alice"), Optional.empty());
    return key.make(
            new CredentialRequest(
                HASH,
                new RelyingParty(RP_ID, "Example"),
                user,
                List.of(-7),
                List.of(),
                false,
                verification,
                CredentialRequest.Wishes.NONE),
            CEREMONY)
        .id();
  }

  private static void prove(SecurityKey key, Identifier id, Verification verification) {
    key.prove(AssertionRequest.of(HASH, RP_ID, List.of(id), verification), CEREMONY);
  }

  private void count(String operation, int times, int budget, Runnable work) {
    Tally before = counter.tally();
    long began = System.nanoTime();
    for (int i = 0; i < times; i++) {
      work.run();
    }
    Duration time = Duration.ofNanos(System.nanoTime() - began);
    counted.add(
        new Counted(operation, times, counter.tally().minus(before), time, OptionalInt.of(budget)));
  }
}
