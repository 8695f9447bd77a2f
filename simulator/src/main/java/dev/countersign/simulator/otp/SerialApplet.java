package dev.countersign.simulator.otp;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.simulator.card.Applet;
import dev.countersign.simulator.card.Firmware;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Answers the serial number, which firmware before 5.0 says nowhere else ([YK-OTP]). No slots, no
 * codes. Simulation: protects nothing.
 */
public final class SerialApplet implements Applet {
  private static final byte[] AID = HexFormat.of().parseHex("A000000527200101");
  private static final int SHORTEST_AID = 7;
  private static final int INS_API_REQUEST = 0x01;
  private static final int SLOT_DEVICE_SERIAL = 0x10;
  private static final int MAX_DATA_BYTES = 255;

  private final Firmware firmware;
  private final int serial;

  /** Creates the applet of a token with this firmware and serial number. */
  public SerialApplet(Firmware firmware, int serial) {
    this.firmware = firmware;
    this.serial = serial;
  }

  @Override
  public boolean answersTo(byte[] aid) {
    return aid.length >= SHORTEST_AID
        && aid.length <= AID.length
        && Arrays.equals(aid, Arrays.copyOf(AID, aid.length));
  }

  /** Version, program sequence 0, touch level 0: a token with empty slots. */
  @Override
  public Response select() {
    return Response.ok(Arrays.copyOf(firmware.bytes(), 6));
  }

  @Override
  public Response process(Command command) {
    if (command.ins() != INS_API_REQUEST) {
      return Response.of(Status.INSTRUCTION_NOT_SUPPORTED);
    }
    if (command.p1() != SLOT_DEVICE_SERIAL || command.p2() != 0) {
      return Response.of(Status.INCORRECT_P1_P2);
    }
    return Response.ok(ByteBuffer.allocate(4).putInt(serial).array());
  }

  @Override
  public void deselect() {}

  @Override
  public int maxDataBytes() {
    return MAX_DATA_BYTES;
  }
}
