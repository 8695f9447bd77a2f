package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A key that goes on blinking after Ctrl-C would do at the next touch what nobody wants any more.
 */
@Timeout(120)
class FidoEndedTest {
  private static final String WAITS = "the key waits";
  private static final String TOLD = "told to stop: ";
  private static final int LONGEST_SECONDS = 20;

  @TempDir Path directory;

  /** One command with keys that nobody touches, in a process that can be ended. */
  static final class Command {
    private static final CountDownLatch STOPPED = new CountDownLatch(1);

    private Command() {}

    public static void main(String[] arguments) {
      Cli cli = new Cli(Path.of(arguments[0]));
      for (int key = 0; key < Integer.parseInt(arguments[1]); key++) {
        cli.keys.insert(
            VirtualToken.builder(Profile.SECURITY_KEY)
                .world(World.builder().seed(7 + key).presence(Command::untouched).build())
                .build());
      }
      Runtime.getRuntime().addShutdownHook(new Thread(Command::tell));
      cli.run(Arrays.copyOfRange(arguments, 2, arguments.length));
    }

    private static boolean untouched(String purpose) {
      System.out.println(WAITS);
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        STOPPED.countDown();
      }
      return false;
    }

    private static void tell() {
      try {
        System.out.println(TOLD + STOPPED.await(LONGEST_SECONDS, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void keyIsToldToStop(String keys, String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Command.class.getName(),
            directory.toString(),
            keys);
    builder.command().addAll(List.of(command));
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo(WAITS);
      process.toHandle().destroy(); // which leaves what it prints readable
      assertThat(out.lines().filter(line -> line.startsWith(TOLD))).containsExactly(TOLD + true);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void resetThatIsEndedIsNotDoneByALaterTouch() throws Exception {
    keyIsToldToStop("1", "fido", "reset", "--yes");
  }

  @Test
  void keysThatAreToTellWhichIsMeantStopToo() throws Exception {
    keyIsToldToStop("2", "fido", "info");
  }
}
