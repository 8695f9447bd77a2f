package dev.countersign.simulator.management;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.simulator.card.Applet;
import dev.countersign.simulator.card.Memory;
import dev.countersign.simulator.card.StorageFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The management application ([YK-MGMT]): tells what the token is, and enables and disables
 * applications. Simulation: its lock code protects nothing.
 */
public final class ManagementApplet implements Applet {
  private static final byte[] AID = HexFormat.of().parseHex("A000000527471117");
  private static final int INS_SET_MODE = 0x16;
  private static final int INS_WRITE_CONFIG = 0x1C;
  private static final int INS_READ_CONFIG = 0x1D;
  private static final int P1_DEVICE_CONFIG = 0x11;
  private static final int MODE_BYTES = 4;
  private static final int MODE_INTERFACES = 0x07;
  private static final int MODE_CCID = 0x01;
  private static final int MAX_DATA_BYTES = 256;

  private final DeviceDescription device;
  private final Memory memory;
  private volatile Configuration configuration; // asked by who executes messages over USB too

  private ManagementApplet(DeviceDescription device, Memory memory, Configuration configuration) {
    this.device = device;
    this.memory = memory;
    this.configuration = configuration;
  }

  /**
   * Opens the applet of a token. Its memory is written when something is configured, not before.
   *
   * @throws IOException when the memory cannot be read or holds no configuration
   */
  public static ManagementApplet open(DeviceDescription device, Memory memory) throws IOException {
    Optional<byte[]> record = memory.load();
    Configuration configuration =
        record.isPresent() ? ConfigurationCodec.decode(record.get()) : Configuration.FACTORY;
    return new ManagementApplet(device, memory, configuration);
  }

  /** Whether an application that the token has is enabled over USB, or over NFC. */
  public boolean enabled(Capability application, boolean contactless) {
    return contactless
        ? device.nfc().contains(application) && (configuration.nfcOff() & application.bit()) == 0
        : device.usb().contains(application) && (configuration.usbOff() & application.bit()) == 0;
  }

  /** A page of READ CONFIG, for who reads it in another way than by commands. */
  public Optional<byte[]> page(int number) {
    return DeviceInformation.page(number, device, configuration);
  }

  @Override
  public boolean answersTo(byte[] aid) {
    return Arrays.equals(aid, AID);
  }

  /** The version in words: tools read the first number with two dots. */
  @Override
  public Response select() {
    String answer = "Virtual mgr - FW version " + device.firmware();
    return Response.ok(answer.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public Response process(Command command) {
    return switch (command.ins()) {
      case INS_READ_CONFIG -> read(command);
      case INS_WRITE_CONFIG -> device.configurable() ? write(command) : unknown();
      case INS_SET_MODE -> device.configurable() ? unknown() : setMode(command);
      default -> unknown();
    };
  }

  private static Response unknown() {
    return Response.of(Status.INSTRUCTION_NOT_SUPPORTED);
  }

  private Response read(Command command) {
    if (command.p2() != 0) {
      return Response.of(Status.INCORRECT_P1_P2);
    }
    return page(command.p1()).map(Response::ok).orElse(Response.of(Status.INCORRECT_P1_P2));
  }

  private Response write(Command command) {
    if (command.p1p2() != 0) {
      return Response.of(Status.INCORRECT_P1_P2);
    }
    Optional<ConfigurationChange> change = ConfigurationChange.parse(command.data());
    if (change.isEmpty()) {
      return Response.of(Status.INCORRECT_DATA);
    }
    if (!change.get().unlocks(configuration)) {
      return Response.of(Status.SECURITY_STATUS_NOT_SATISFIED);
    }
    Optional<Configuration> changed = change.get().applyTo(configuration, device);
    if (changed.isEmpty()) {
      return Response.of(Status.INCORRECT_DATA);
    }
    commit(changed.get());
    return Response.ok();
  }

  /**
   * [YK-MGMT] SET MODE: interfaces, challenge-response timeout, auto-eject timeout little-endian.
   * The simulated token has the smart card interface only, so that this is the only mode.
   */
  private Response setMode(Command command) {
    if (command.p1() != P1_DEVICE_CONFIG || command.p2() != 0) {
      return Response.of(Status.INCORRECT_P1_P2);
    }
    byte[] data = command.data();
    if (data.length != MODE_BYTES || (data[0] & MODE_INTERFACES) != MODE_CCID) {
      return Response.of(Status.INCORRECT_DATA);
    }
    commit(
        configuration
            .withFlags(data[0] & Configuration.FLAG_EJECT)
            .withChallengeResponse(data[1] & 0xFF)
            .withAutoEject(((data[3] & 0xFF) << 8) | (data[2] & 0xFF)));
    return Response.ok();
  }

  private void commit(Configuration changed) {
    try {
      memory.save(ConfigurationCodec.encode(changed));
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
    configuration = changed;
  }

  @Override
  public void deselect() {}

  @Override
  public int maxDataBytes() {
    return MAX_DATA_BYTES;
  }
}
