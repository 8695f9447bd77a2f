package dev.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.simulator.vpcd.VpcdMount;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A robot pulls the token when it should touch it. A key gives up after 30 seconds: these tests
 * would last that long if pulling waited for its command.
 */
@Timeout(20)
class PulledInsteadOfTouchedTest {
  private static final String SELECT = "00A4040008A0000006472F0001";
  private static final String REGISTER = "00010000000040" + "11".repeat(64) + "0000";
  private static final String SELECTION = "80100000010B";

  private final SimulatedReaders readers = new SimulatedReaders();
  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
  private Runnable robot = () -> {};
  private final World world =
      World.builder()
          .seed(1)
          .presence(
              purpose -> {
                robot.run();
                done.add(purpose);
                return true;
              })
          .build();

  @AfterEach
  void close() {
    readers.close();
  }

  private VirtualToken token(Profile profile) {
    return VirtualToken.builder(profile).serial(1).world(world).build();
  }

  private static void send(ApduChannel channel, String command) throws ChannelException {
    assertThat(channel.transceive(TestCard.bytes(command))).endsWith(0x90, 0x00);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aKeyInAReaderIsGoneAtOnceAndWorksWhenItIsBack(boolean u2f) throws Exception {
    String command = u2f ? REGISTER : SELECTION;
    VirtualToken token = token(Profile.SECURITY_KEY);
    ApduChannel channel = readers.insert(token).connect();
    send(channel, SELECT);
    robot = () -> readers.remove(token);
    assertThatThrownBy(() -> channel.transceive(TestCard.bytes(command)))
        .isInstanceOfSatisfying(
            ChannelException.class,
            e -> assertThat(e.kind()).isEqualTo(ChannelException.Kind.REMOVED));
    assertThat(done.poll(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(readers.readers()).isEmpty();
    robot = () -> {};
    ApduChannel again = readers.insert(token).connect();
    send(again, SELECT);
    send(again, command);
  }

  @Test
  void anotherProgramsResetEndsTheWaitingToo() throws Exception {
    VirtualToken token = token(Profile.SECURITY_KEY);
    ApduChannel channel = readers.insert(token).connect();
    send(channel, SELECT);
    robot = () -> readers.resetByOther(token);
    assertThat(channel.transceive(TestCard.bytes(SELECTION)))
        .containsExactly(0x2D, 0x90, 0x00); // KEEPALIVE_CANCEL
    assertThat(done.poll(10, TimeUnit.SECONDS)).isNotNull();
    assertThatThrownBy(() -> channel.transceive(TestCard.bytes(SELECTION)))
        .isInstanceOfSatisfying(
            ChannelException.class,
            e -> assertThat(e.kind()).isEqualTo(ChannelException.Kind.RESET));
  }

  @Test
  void aKeyOfAPcscServiceIsOutAtOnce() throws Exception {
    VirtualToken token = token(Profile.SECURITY_KEY);
    try (Place place = new Place(token)) {
      place.ask(SELECT);
      robot = place.mount()::pull;
      place.send(REGISTER);
      assertThat(place.socket().getInputStream().read()).isEqualTo(-1);
      assertThat(done.poll(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(place.mount().inserted()).isFalse();
      assertThatThrownBy(() -> token.transmit(new byte[4]))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  /** Its PIV application asks for the touch on the thread that answers the service. */
  @Test
  void aCardOfAPcscServiceIsOutAndMayBeInAgain() throws Exception {
    VirtualToken token = token(Profile.YUBIKEY_5_7);
    TestCard card = new TestCard(token).select().manage();
    card.generate("9A", "11", "AB0102"); // touched each time
    try (Place place = new Place(token)) {
      place.ask("00A4040005A000000308");
      place.ask("0020008008313233343536FFFF");
      robot =
          () -> {
            place.mount().pull();
            place.insert();
          };
      place.send("0087119A267C2482008120" + "11".repeat(32));
      assertThat(place.socket().getInputStream().read()).isEqualTo(-1);
      assertThat(done.poll(10, TimeUnit.SECONDS)).isNotNull();
      place.accept();
      assertThat(place.ask("00A4040005A000000308")).endsWith("9000");
    }
  }

  /** A mount, and this test in the place of vpcd. */
  private static final class Place implements AutoCloseable {
    private final ServerSocket driver = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
    private final VpcdMount mount;
    private Socket socket;

    Place(VirtualToken token) throws IOException {
      mount = new VpcdMount(token, "127.0.0.1", driver.getLocalPort()).insert();
      socket = driver.accept();
    }

    VpcdMount mount() {
      return mount;
    }

    Socket socket() {
      return socket;
    }

    void insert() {
      try {
        mount.insert();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    void accept() throws IOException {
      socket.close();
      socket = driver.accept();
    }

    void send(String command) throws IOException {
      byte[] data = TestCard.bytes(command);
      byte[] message = new byte[2 + data.length];
      message[1] = (byte) data.length;
      System.arraycopy(data, 0, message, 2, data.length);
      socket.getOutputStream().write(message);
    }

    String ask(String command) throws IOException {
      send(command);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      return TestCard.hex(answer);
    }

    @Override
    public void close() throws IOException {
      mount.close();
      socket.close();
      driver.close();
    }
  }
}
