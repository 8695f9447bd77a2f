package dev.countersign.junit.sharing;

import static dev.countersign.junit.recovery.Signing.SIGN;
import static dev.countersign.junit.recovery.Signing.assertSigns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.junit.contract.VirtualReader;
import dev.countersign.junit.peers.Program;
import dev.countersign.junit.recovery.Signing;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One token in the real pcscd, and several programs that want it at once. */
@Tag("native")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedTokenTest {
  private static final String KEY = "piv:serial=66666666;slot=9a";

  /** The tools that work beside ours, sooner or later. */
  private static final Set<String> WORK_BESIDE_OURS = Set.of("status", "verify-pin", "name");

  private final VirtualToken token = Signing.token(Profile.YUBIKEY_5_7, 66666666, "9a", "9c");
  @TempDir private Path home;
  private VirtualReader reader;

  @BeforeEach
  void insert() throws Exception {
    reader = new VirtualReader(token, 1);
  }

  @AfterEach
  void pull() throws Exception {
    reader.close();
    token.close();
    reader.awaitPresent(false);
  }

  private Tokens open() {
    return Tokens.builder().source(reader.source()).pinEntry(ScriptedPins.factory()).open();
  }

  @Test
  void twoProcessesOfOursAndOtherPeoplesToolsAtOnce() throws Exception {
    List<Process> ours = new ArrayList<>();
    int runs = 0;
    Set<String> succeeded = new TreeSet<>();
    try {
      for (String key : new String[] {KEY, "piv:serial=66666666;slot=9c"}) {
        ours.add(OwnProcesses.java(SigningProcess.class, reader.name(), key));
      }
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
      while (ours.stream().allMatch(Process::isAlive)
          && (System.nanoTime() < end || !succeeded.containsAll(WORK_BESIDE_OURS))) {
        for (Map.Entry<String, Program.Result> run : tools().entrySet()) {
          runs++;
          if (run.getValue().exitCode() == 0) {
            succeeded.add(run.getKey());
          }
        }
      }
      for (Process process : ours) {
        process.getOutputStream().close();
        String printed = OwnProcesses.output(process);
        assertThat(printed).contains("begun", "signatures: ");
        System.out.printf(
            "shared with %d runs of other tools, %s worked: %s%n",
            runs, succeeded, printed.strip().lines().skip(1).toList());
      }
    } finally {
      ours.forEach(Process::destroyForcibly);
    }
    assertThat(succeeded).containsAll(WORK_BESIDE_OURS);
    reader.pull();
    assertThat(Signing.triesLeft(token)).isEqualTo(3);
  }

  /**
   * Each selects applications, some verify the PIN, some reset the card when they end. Those that
   * use no transactions may meet another application than they selected.
   */
  private Map<String, Program.Result> tools() throws Exception {
    Program piv = Program.of("yubico-piv-tool", "yubico-piv-tool", home);
    Program ykman = Program.of("ykman", "yubikey-manager", home);
    Program opensc = Program.of("opensc-tool", "opensc", home);
    String name = reader.name();
    return Map.of(
        "status", piv.run("-r", name, "-a", "status"),
        "verify-pin", piv.run("-r", name, "-a", "verify-pin", "-P", ScriptedPins.FACTORY_PIN),
        "info", ykman.run("-r", name, "piv", "info"),
        "name", opensc.run("--reader", name, "--name"));
  }

  @Test
  void aProgramThatHasTheCardToItselfForASecondIsWaitedFor() throws Exception {
    Process holder = OwnProcesses.java(HoldingProcess.class, reader.name(), "1500");
    try (Tokens tokens = open()) {
      assertThat(OwnProcesses.line(holder)).isEqualTo("held");
      assertSigns(tokens.signingKey(TokenUri.parse(KEY)));
      assertThat(holder.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aProgramThatKeepsTheCardToItselfIsNamed() throws Exception {
    Process holder = OwnProcesses.java(HoldingProcess.class, reader.name(), "60000");
    try (Tokens tokens = open()) {
      assertThat(OwnProcesses.line(holder)).isEqualTo("held");
      assertThatExceptionOfType(TokenException.Unavailable.class)
          .isThrownBy(() -> tokens.signingKey(TokenUri.parse(KEY)))
          .withMessageContaining("exclusively")
          .withMessageContaining("(process " + holder.pid() + ")")
          .satisfies(e -> assertThat(e.remedy()).isNotBlank());
      holder.destroyForcibly().waitFor();
      assertSigns(tokens.signingKey(TokenUri.parse(KEY)));
    } finally {
      holder.destroyForcibly();
    }
  }

  @Test
  void aProgramThatIsKilledWithinItsTransactionIsNotNoticed() throws Exception {
    try (Tokens tokens = open()) {
      SigningKey key = tokens.signingKey(TokenUri.parse(KEY));
      for (int i = 0; i < 3; i++) {
        Process other = OwnProcesses.java(SigningProcess.class, reader.name(), KEY);
        try {
          assertSigns(key);
          assertThat(OwnProcesses.line(other)).isEqualTo("begun");
        } finally {
          other.destroyForcibly().waitFor();
        }
        assertSigns(key);
      }
    }
  }

  @Test
  void manyThreadsOverSeveralTokensObjects() throws Exception {
    int threads = 12;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Tokens> opened = new ArrayList<>();
    try {
      List<SigningKey> keys = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        opened.add(open());
        keys.add(opened.get(i).signingKey(TokenUri.parse(KEY)));
      }
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        SigningKey key = keys.get(i % keys.size());
        all.add(
            pool.submit(
                () -> {
                  for (int n = 0; n < 20; n++) {
                    assertThat(Signing.verifies(key.publicKey(), SIGN.apply(key))).isTrue();
                  }
                  return true;
                }));
      }
      for (Future<?> one : all) {
        one.get(100, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
      opened.forEach(Tokens::close);
    }
    reader.pull();
    assertThat(Signing.triesLeft(token)).isEqualTo(3);
  }
}
