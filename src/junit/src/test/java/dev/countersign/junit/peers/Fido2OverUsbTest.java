package dev.countersign.junit.peers;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedHidSource;
import dev.countersign.simulator.SimulatedPresence;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The framing of CTAPHID ([CTAP2.1] 11.2) of python-fido2 and of libfido2, and the simulated key's.
 * Reports go over a socket of this machine.
 */
@Tag("native")
@Timeout(180)
class Fido2OverUsbTest {
  @TempDir Path home;

  /** Somebody else's program, which is told a port. */
  private interface Peer {
    void runs(PythonFido2 peer, int port) throws Exception;
  }

  private void runs(Profile profile, SimulatedPresence presence, String scenario) throws Exception {
    runs(profile, presence, (peer, port) -> peer.hid(port, scenario));
  }

  private void runs(Profile profile, SimulatedPresence presence, Peer peer) throws Exception {
    World world = World.builder().seed(1).presence(presence).build();
    try (SimulatedHidSource source = new SimulatedHidSource();
        VirtualToken token = VirtualToken.builder(profile).world(world).build();
        HidSocket socket = new HidSocket(source.insert(token))) {
      peer.runs(new PythonFido2(home), socket.port());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ceremonies", "pins", "secrets", "management", "u2f", "reset"})
  void messagesAreCarried(String scenario) throws Exception {
    runs(Profile.SECURITY_KEY, SimulatedPresence.ALWAYS, scenario);
  }

  /** A third framing, and a third judge. */
  @ParameterizedTest
  @ValueSource(strings = {"ceremonies", "pins", "secrets", "management", "blobs"})
  void libfido2IsContentToo(String scenario) throws Exception {
    runs(
        Profile.SECURITY_KEY,
        SimulatedPresence.ALWAYS,
        (peer, port) -> peer.libfido2(port, scenario));
  }

  @Test
  void messagesOfAKeyOfTheFirstGenerationAreCarried() throws Exception {
    runs(Profile.U2F_ONLY, SimulatedPresence.ALWAYS, "u2f_client");
  }

  @ParameterizedTest
  @ValueSource(strings = {"introduction", "pings", "turns", "lock", "broken"})
  void reportsAreUnderstood(String scenario) throws Exception {
    runs(Profile.SECURITY_KEY, SimulatedPresence.ALWAYS, scenario);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancel", "busy"})
  void aFingerIsWaitedFor(String scenario) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    SimulatedPresence nobody =
        purpose -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return false;
        };
    runs(Profile.SECURITY_KEY, nobody, scenario);
  }
}
