package dev.countersign.benchmarks;

import dev.countersign.device.CodeAccounts;
import dev.countersign.device.NewAccount;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.pcsc.PcscSource;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.vpcd.VpcdMount;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One MFA code as a person gets it: the whole program, from its start to its end, and the commands
 * that it sends to a simulated token in the real PC/SC service; beside ykman, in turns.
 */
final class CodeTime {
  /** The most that ours may cost of what theirs does, in commands and in time. */
  private static final double BUDGET = 1.0;

  private static final int ACCOUNTS = 8;
  private static final String ACCOUNT = "AWS:user3";

  private CodeTime() {}

  static void print(PrintStream out, VpcdReader reader, Path root, int rounds)
      throws IOException, InterruptedException {
    out.printf(
        "%nOne MFA code of %d accounts, whole process, medians of %d in turns (budget: fewer"
            + " commands and less time than ykman)%n",
        ACCOUNTS, rounds);
    String launcher = root.resolve("bin/countersign").toString();
    if (!Files.isExecutable(Path.of(launcher))) {
      out.println("  bin/countersign is not there");
      return;
    }
    Path javaHome = Path.of(System.getProperty("java.home"));
    try (VirtualToken token = VirtualToken.builder(Profile.YUBIKEY_5_7).serial(12345678L).build()) {
      enroll(token);
      try (VpcdMount mount = new VpcdMount(token, reader.host(), reader.port()).insert()) {
        try (PcscSource source = reader.source()) {
          VpcdReader.connect(source).close();
        }
        Program exact = new Program(List.of(launcher, "mfa", "code", ACCOUNT), javaHome, token);
        Program found = new Program(List.of(launcher, "mfa", "code", "user3"), javaHome, token);
        Program ykman = new Program(ykman("--device", Long.toString(token.serial())), null, token);
        Program pinned = new Program(ykman("--reader", reader.name()), null, token);
        List<Program> programs = List.of(exact, found, ykman, pinned);
        for (int i = -2; i < rounds; i++) {
          for (Program program : programs) {
            program.run(i >= 0);
          }
        }
        exact.print(out, "countersign mfa code " + ACCOUNT);
        found.print(out, "countersign mfa code user3");
        ykman.print(out, "ykman --device SERIAL oath accounts code");
        pinned.print(out, "ykman --reader NAME oath accounts code");
        exact.compare(out, "by its name, --device", ykman);
        found.compare(out, "by a part of it, --device", ykman);
        exact.compare(out, "by its name, --reader", pinned);
        if (!mount.inserted()) {
          throw new IOException("the token left the reader");
        }
      }
    }
  }

  /**
   * One of the two readers is empty, so ykman asks which token is meant. It finds one by its serial
   * number as it does without any option where there is one reader, by looking at all of them; told
   * a reader it does not look.
   */
  private static List<String> ykman(String option, String which) {
    return List.of("ykman", option, which, "oath", "accounts", "code", "--single", ACCOUNT);
  }

  private static void enroll(VirtualToken token) {
    SimulatedReaders readers = new SimulatedReaders();
    readers.insert(token);
    try (Tokens tokens = Tokens.builder().source(readers).open();
        Secret seed = Secret.copyOf(new byte[20])) {
      CodeAccounts accounts = tokens.find(TokenUri.of("oath")).require(CodeAccounts.class);
      for (int i = 0; i < ACCOUNTS; i++) {
        AccountId id = AccountId.totp(Optional.of("AWS"), "user" + i);
        accounts.add(new NewAccount(id, CodeKind.TOTP, OathHash.SHA1, 6, 0, false), seed, false);
      }
    }
    readers.remove(token);
    token.powerOn();
  }

  /** A program and what it cost so far. */
  private static final class Program {
    private final List<String> command;
    private final @Nullable Path javaHome;
    private final VirtualToken token;
    private final Samples times = new Samples(1000);
    private final Samples commands = new Samples(1000);
    private int failures;

    Program(List<String> command, @Nullable Path javaHome, VirtualToken token) {
      this.command = command;
      this.javaHome = javaHome;
      this.token = token;
    }

    void run(boolean counts) {
      long before = token.commands();
      Optional<Long> nanos = WholeProcess.run(command, javaHome);
      if (nanos.isEmpty()) {
        failures++;
      } else if (counts) {
        times.add(nanos.get());
        commands.add(token.commands() - before);
      }
    }

    boolean works() {
      return failures == 0;
    }

    void print(PrintStream out, String name) {
      if (works()) {
        out.printf(
            "  %-42s %4d commands %7.0f ms%n",
            name, commands.median(), times.medianMicros() / 1000);
      } else {
        out.printf("  %-42s failed or is not installed%n", name);
      }
    }

    void compare(PrintStream out, String how, Program other) {
      if (works() && other.works()) {
        double ratio = times.medianMicros() / other.times.medianMicros();
        boolean fewer = commands.median() < other.commands.median();
        out.printf(
            "  ratio, %-35s %.2f of the commands, %.2f of the time  %s%n",
            how,
            (double) commands.median() / other.commands.median(),
            ratio,
            ratio < BUDGET && fewer ? "ok" : "OVER");
      }
    }
  }
}
