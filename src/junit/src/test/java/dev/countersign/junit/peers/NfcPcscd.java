package dev.countersign.junit.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.vpcd.VpcdMount;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One more pcscd, whose reader has the name of a contactless one: ykman asks no other reader for
 * FIDO. It stands beside that of native-config/pcscd-vpcd.sh and is of the same make.
 */
final class NfcPcscd implements AutoCloseable {
  private static final String SOCKET = "PCSCLITE_CSOCK_NAME";
  private static final String NAME = "Countersign Simulator NFC";

  private final Process process;
  private final String socket;
  private final VpcdMount mount;

  /** Starts it, and puts a token into its first reader; that is noticed some time later. */
  NfcPcscd(VirtualToken token) throws IOException {
    String script = System.getenv("COUNTERSIGN_PCSCD_CONTROL");
    assertThat(script).as("run bin/test, or native-config/pcscd-vpcd.sh").isNotNull();
    String[] command = {
      "bash",
      script,
      "--reader-name",
      NAME,
      "run",
      "--",
      "sh",
      "-c",
      "echo \"$" + SOCKET + "\"; echo \"$COUNTERSIGN_VPCD_PORT\"; exec cat"
    };
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    boolean inserted = false;
    try {
      BufferedReader out =
          new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
      socket = out.readLine();
      String port = out.readLine();
      assertThat(port).as("the port of the second pcscd").isNotNull();
      mount = new VpcdMount(token, "127.0.0.1", Integer.parseInt(port)).insert();
      inserted = true;
    } finally {
      if (!inserted) {
        end();
      }
    }
  }

  /** The full name of the reader with the token. */
  static String reader() {
    return NAME + " 00 00";
  }

  /** What leads other programs to this pcscd. */
  Map<String, String> environment() {
    return Map.of(SOCKET, socket);
  }

  @Override
  public void close() throws IOException {
    try {
      mount.close();
    } finally {
      end();
    }
  }

  /** The script ends with its input, and the daemon with it; who does not is killed. */
  private void end() throws IOException {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    process.getOutputStream().close();
    try {
      process.waitFor(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
