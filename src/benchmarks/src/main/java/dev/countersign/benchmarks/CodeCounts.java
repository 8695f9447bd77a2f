package dev.countersign.benchmarks;

import dev.countersign.card.oath.OathAdministration;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.NewAccount;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What MFA codes cost in commands, each by a program that knows nothing of the token yet. Budgets:
 * one code SELECT and CALCULATE, with a password VALIDATE between them; all codes SELECT, CALCULATE
 * ALL and one command for each further 256 bytes of its answer.
 */
final class CodeCounts {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final TokenUri OATH = TokenUri.of("oath");
  private static final String PASSWORD = "correct horse";
  private static final int ACCOUNTS = 32;
  private static final String NAME = "user%02d";

  /** Of one account in an answer: name, code, two tags and two lengths. */
  private static final int ENTRY_BYTES = 2 + "AWS:user00".length() + 2 + 5;

  private static final int PARTS = (ACCOUNTS * ENTRY_BYTES + 255) / 256;

  private final List<Counted> counted = new ArrayList<>();

  private CodeCounts() {}

  /** Counts every operation on a token of that profile. */
  static List<Counted> of(Profile profile) {
    CodeCounts counts = new CodeCounts();
    try (VirtualToken token =
        VirtualToken.builder(profile).serial(12345678L).world(World.deterministic(1)).build()) {
      enroll(token);
      counts.count(token, "code of an account, by its name", 2, CodeCounts::one);
      counts.count(token, "codes of 32 accounts", 1 + PARTS, CodeCounts::all);
      protect(token);
      counts.count(token, "code by its name, password set", 3, CodeCounts::one);
      counts.count(token, "codes of 32 accounts, password set", 2 + PARTS, CodeCounts::all);
    }
    return counts.counted;
  }

  private static void one(Tokens tokens) {
    if (tokens.find(OATH).require(CodeAccounts.class).code("AWS:user07", NOW).isEmpty()) {
      throw new IllegalStateException("the account is not there");
    }
  }

  private static void all(Tokens tokens) {
    int found = tokens.find(OATH).require(CodeAccounts.class).codes(NOW).size();
    if (found != ACCOUNTS) {
      throw new IllegalStateException(found + " accounts were listed");
    }
  }

  private void count(VirtualToken token, String operation, int budget, Consumer<Tokens> work) {
    Counter counter = new Counter();
    long began = System.nanoTime();
    with(token, counter, work);
    Duration time = Duration.ofNanos(System.nanoTime() - began);
    counted.add(new Counted(operation, 1, counter.tally(), time, OptionalInt.of(budget)));
  }

  private static void with(VirtualToken token, Counter counter, Consumer<Tokens> work) {
    SimulatedReaders readers = new SimulatedReaders();
    readers.insert(token);
    try (Tokens tokens =
        Tokens.builder()
            .source(readers.decorated(counter::counting))
            .pinEntry(new ScriptedPins().answer(PinRequest.Kind.PASSWORD, PASSWORD))
            .open()) {
      work.accept(tokens);
    }
    readers.remove(token);
  }

  private static void enroll(VirtualToken token) {
    with(
        token,
        new Counter(),
        tokens -> {
          CodeAccounts accounts = tokens.find(OATH).require(CodeAccounts.class);
          try (Secret seed = Secret.copyOf(new byte[20])) {
            for (int i = 0; i < ACCOUNTS; i++) {
              AccountId id = AccountId.totp(Optional.of("AWS"), NAME.formatted(i));
              accounts.add(
                  new NewAccount(id, CodeKind.TOTP, OathHash.SHA1, 6, 0, false), seed, false);
            }
          }
        });
  }

  private static void protect(VirtualToken token) {
    with(
        token,
        new Counter(),
        tokens -> {
          try (Secret password = Secret.copyOf(PASSWORD.getBytes(StandardCharsets.UTF_8))) {
            tokens.find(OATH).require(OathAdministration.class).setPassword(password);
          }
        });
  }
}
