package dev.countersign.host.pcsc;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The private daemon that native-config/pcscd-vpcd.sh runs the tests beside. */
final class Harness {
  private Harness() {}

  static boolean there() {
    return System.getenv("COUNTERSIGN_PCSCD_DIRECTORY") != null
        && System.getenv("PCSCLITE_CSOCK_NAME") != null;
  }

  static String host() {
    return System.getenv("COUNTERSIGN_VPCD_HOST");
  }

  static int port() {
    return Integer.parseInt(System.getenv("COUNTERSIGN_VPCD_PORT"));
  }

  static String reader() {
    return System.getenv("COUNTERSIGN_VPCD_READER");
  }

  /** Kills the daemon. */
  static void stop() throws IOException {
    control("stop");
  }

  /** Starts it again; returns when it is ready. */
  static void start() throws IOException {
    control("start");
  }

  private static void control(String action) throws IOException {
    Process process =
        new ProcessBuilder(System.getenv("COUNTERSIGN_PCSCD_CONTROL"), action)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("pcscd-vpcd.sh " + action + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
