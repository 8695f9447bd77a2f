package dev.countersign.junit.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.card.oath.OathDriver;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.NewAccount;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another implementation of HOTP and TOTP, on 200 random accounts: always the same ones. */
@Tag("native")
class OathtoolTest {
  private static final int CASES = 200;
  private static final long MAX_SECONDS = 4_000_000_000L;
  private static final int[] PERIODS = {30, 30, 15, 60, 90};

  @TempDir private Path home;

  private final Random random = new Random(4226);

  /** An account and what is asked of it. */
  private record Case(NewAccount account, byte[] seed, Instant time) {
    Object[] arguments() {
      List<Object> arguments = new ArrayList<>();
      String hash = account.hash().name().toLowerCase(Locale.ROOT);
      if (account.kind() == CodeKind.TOTP) {
        arguments.add("--totp=" + hash);
        arguments.add("--now=" + time.toString().replace('T', ' ').replace("Z", " UTC"));
        arguments.add("--time-step-size=" + account.id().period().orElseThrow().toSeconds() + "s");
      } else {
        arguments.add("--hotp");
        arguments.add("--counter=" + account.counter());
      }
      arguments.add("--digits=" + account.digits());
      arguments.add(HexFormat.of().formatHex(seed));
      return arguments.toArray();
    }
  }

  private Case next(int number) {
    CodeKind kind = number % 5 == 0 ? CodeKind.HOTP : CodeKind.TOTP;
    OathHash hash = kind == CodeKind.HOTP ? OathHash.SHA1 : OathHash.values()[random.nextInt(3)];
    // tokens take keys of 64 bytes, and a longer one of SHA-512 is not hashed before 128
    byte[] seed = new byte[1 + random.nextInt(hash == OathHash.SHA512 ? 64 : 100)];
    random.nextBytes(seed);
    Optional<Duration> period =
        kind == CodeKind.HOTP
            ? Optional.empty()
            : Optional.of(Duration.ofSeconds(PERIODS[random.nextInt(PERIODS.length)]));
    AccountId id = new AccountId(period, Optional.of("issuer"), "account " + number);
    long counter = kind == CodeKind.HOTP ? random.nextInt(Integer.MAX_VALUE) : 0;
    NewAccount account = new NewAccount(id, kind, hash, 6 + random.nextInt(3), counter, false);
    return new Case(account, seed, Instant.ofEpochSecond(random.nextLong(MAX_SECONDS)));
  }

  @Test
  void agreesOnRandomAccounts() throws Exception {
    Program oathtool = Program.of("oathtool", "oathtool", home);
    try (VirtualToken token =
            VirtualToken.builder(Profile.YUBIKEY_5_7).world(World.deterministic(1)).build();
        SimulatedReaders readers = new SimulatedReaders()) {
      readers.insert(token);
      try (Tokens tokens = Tokens.builder().source(readers).driver(new OathDriver()).open()) {
        CodeAccounts accounts = tokens.find(TokenUri.parse("oath:")).require(CodeAccounts.class);
        for (int i = 0; i < CASES; i++) {
          Case next = next(i);
          assertThat(code(accounts, next))
              .as("%s with a seed of %d bytes at %s", next.account, next.seed.length, next.time)
              .isEqualTo(oathtool.succeeds(next.arguments()).text().strip());
        }
      }
    }
  }

  private static String code(CodeAccounts accounts, Case asked) {
    try (Secret seed = Secret.copyOf(asked.seed)) {
      CodeAccount account = accounts.add(asked.account, seed, false);
      String code = accounts.code(account, asked.time).text();
      accounts.remove(account);
      return code;
    }
  }
}
