package dev.countersign.junit.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

/** The pcscd of native-config/pcscd-vpcd.sh, which is killed and started again. */
final class PrivatePcscd {
  private PrivatePcscd() {}

  /** Kills it, as a crash would; its readers are gone with it. */
  static void kill() throws Exception {
    control("stop");
  }

  /** Starts it again; its readers are empty. */
  static void start() throws Exception {
    control("start");
  }

  private static void control(String command) throws Exception {
    String script = System.getenv("COUNTERSIGN_PCSCD_CONTROL");
    assertThat(script).as("run bin/test, or native-config/pcscd-vpcd.sh").isNotNull();
    Process process = new ProcessBuilder("bash", script, command).inheritIO().start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("pcscd: %s", command).isTrue();
    assertThat(process.exitValue()).as("pcscd: %s", command).isZero();
  }
}
