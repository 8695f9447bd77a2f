package dev.countersign.simulator.vpcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import dev.countersign.wire.ChannelException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** [VPCD], with this test in the place of the driver. */
@Timeout(60)
class VpcdMountTest {
  private final VirtualToken token =
      VirtualToken.builder(Profile.YUBIKEY_5_7).world(World.deterministic(1)).build();
  private final BlockingQueue<IOException> reasons = new LinkedBlockingQueue<>();
  private ServerSocket driver;
  private VpcdMount mount;
  private Socket card;

  @BeforeEach
  void start() throws IOException {
    driver = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    driver.setSoTimeout(30_000); // an accept cannot be interrupted
    mount = new VpcdMount(token, "127.0.0.1", driver.getLocalPort(), reasons::add).insert();
    card = driver.accept();
  }

  @AfterEach
  void stop() throws IOException {
    mount.close();
    card.close();
    driver.close();
  }

  @Test
  void saysItsAnswerToReset() throws IOException {
    assertThat(ask("04")).isEqualTo("3BFD1300008131FE158073C021C057597562694B657940");
  }

  @Test
  void controlsHaveNoAnswerAndPowerLosesState() throws IOException {
    send("01");
    assertThat(ask("00A4040005A000000308")).endsWith("9000");
    assertThat(ask("00200080")).isEqualTo("63C3");
    send("02");
    assertThat(ask("00200080")).isEqualTo("6D00");
    assertThat(ask("00A4040005A000000308")).endsWith("9000");
    send("00");
    send("01");
    assertThat(ask("00200080")).isEqualTo("6D00");
    send("7F");
    assertThat(ask("00200080")).isEqualTo("6D00");
  }

  @Test
  void takesMessagesInPieces() throws Exception {
    OutputStream out = card.getOutputStream();
    for (byte b : TestCard.bytes("000A00A4040005A000000308")) {
      out.write(b);
      out.flush();
    }
    assertThat(receive()).endsWith("9000");
  }

  @Test
  void anotherProgramsResetIsDoneAndTheCommandRuns() throws IOException {
    token.injectFaults(FaultSchedule.parse("reset@2"));
    ask("00A4040005A000000308");
    assertThat(ask("00200080")).isEqualTo("6D00");
  }

  @Test
  void aPulledTokenEndsTheConnection() throws Exception {
    token.injectFaults(FaultSchedule.parse("remove@1"));
    send("00A4040005A000000308");
    assertThat(card.getInputStream().read()).isEqualTo(-1);
    assertThat(reasons.poll(20, TimeUnit.SECONDS)).isNotNull();
    assertThat(mount.failure()).isPresent();
  }

  @Test
  void closingTakesTheCardOut() throws IOException {
    mount.close();
    assertThat(card.getInputStream().read()).isEqualTo(-1);
    assertThatThrownBy(() -> token.transmit(new byte[4])).isInstanceOf(IllegalStateException.class);
    mount.close();
    assertThat(mount.failure()).isEmpty();
  }

  @Test
  void isPulledAndInsertedAgain() throws IOException {
    ask("00A4040005A000000308");
    mount.pull();
    assertThat(mount.inserted()).isFalse();
    assertThat(card.getInputStream().read()).isEqualTo(-1);
    assertThatThrownBy(() -> token.transmit(new byte[4])).isInstanceOf(IllegalStateException.class);
    mount.pull();

    mount.insert();
    mount.insert();
    assertThat(mount.inserted()).isTrue();
    card = driver.accept();
    assertThat(ask("00200080")).as("power was lost").isEqualTo("6D00");
    assertThat(mount.failure()).isEmpty();
  }

  @Test
  void whatAFaultPulledIsInsertedAgain() throws Exception {
    token.injectFaults(FaultSchedule.parse("remove@1"));
    send("00A4040005A000000308");
    assertThat(card.getInputStream().read()).isEqualTo(-1);
    assertThat(reasons.poll(20, TimeUnit.SECONDS)).isInstanceOf(ChannelException.class);
    mount.insert();
    card = driver.accept();
    assertThat(ask("00A4040005A000000308")).endsWith("9000");
    assertThat(mount.failure()).isEmpty();
  }

  @Test
  void anEndOfTheServiceIsToldAndIsNoFault() throws Exception {
    card.close();
    assertThat(reasons.poll(20, TimeUnit.SECONDS)).isNotInstanceOf(ChannelException.class);
    assertThat(mount.failure()).isPresent();
    mount.insert();
    card = driver.accept();
    assertThat(ask("04")).startsWith("3BFD");
  }

  @Test
  void aMissingDriverIsSaid() throws IOException {
    VpcdMount second = new VpcdMount(token, "127.0.0.1", 1); // one that nobody gets by chance
    assertThatThrownBy(second::insert)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("vpcd cannot be reached");
    second.close();
  }

  private String ask(String message) throws IOException {
    send(message);
    return receive();
  }

  /** Length and data apart, as vpcd sends them. */
  private void send(String message) throws IOException {
    byte[] data = TestCard.bytes(message);
    OutputStream out = card.getOutputStream();
    out.write(new byte[] {(byte) (data.length >> 8), (byte) data.length});
    out.flush();
    out.write(data);
    out.flush();
  }

  private String receive() throws IOException {
    DataInputStream in = new DataInputStream(card.getInputStream());
    byte[] answer = new byte[in.readUnsignedShort()];
    in.readFully(answer);
    return TestCard.hex(answer);
  }
}
