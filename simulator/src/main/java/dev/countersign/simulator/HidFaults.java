package dev.countersign.simulator;

import dev.countersign.simulator.hid.CtapHidDevice;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidChannel;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Applies a token's schedule to the reports that go to and from its security key. */
final class HidFaults {
  private static final int FIRST_REPORT = 0x80;
  private static final int LAST_SEQUENCE = 0x7F;
  private static final int FLOOD_REPORTS = 2048;
  private static final int LENGTH_AT = 5;

  private final FaultInjector faults;
  private final CtapHidDevice device;
  private final Consumer<byte[]> host;
  private boolean losesNext;

  /**
   * Creates what stands between the two.
   *
   * @param host takes the reports of the device's
   */
  HidFaults(FaultInjector faults, CtapHidDevice device, Consumer<byte[]> host) {
    this.faults = faults;
    this.device = device;
    this.host = host;
  }

  /**
   * Takes a report of the host's.
   *
   * @throws ChannelException of kind {@code REMOVED} when the token is pulled
   */
  void toDevice(byte[] report) throws ChannelException {
    boolean arrives = true;
    for (Fault fault : faults.due()) {
      if (fault instanceof Fault.Slow slow) {
        FaultInjector.pause(slow.delay());
      } else if (fault instanceof Fault.Remove) {
        throw new ChannelException(ChannelException.Kind.REMOVED, "the simulated token was pulled");
      } else if (fault instanceof Fault.Truncate) {
        loseNext();
      } else {
        arrives = false;
        instead(fault, report);
      }
    }
    if (arrives) {
      device.receive(report);
    }
  }

  private void instead(Fault fault, byte[] report) {
    if (fault instanceof Fault.Reset) {
      device.plugIn(this::toHost);
    } else if (fault instanceof Fault.Answer answer) {
      device.refuse(report, answer.status());
    } else if (fault instanceof Fault.Garbage) {
      host.accept(faults.garbage(HidChannel.REPORT_BYTES));
    } else if (fault instanceof Fault.Overlong) {
      host.accept(new byte[HidChannel.REPORT_BYTES + 1]);
    } else if (fault instanceof Fault.Oversize) {
      flood(report);
    }
  }

  /** As an answer to the report: more than its length can say, and than its numbers can count. */
  private void flood(byte[] report) {
    byte[] first = ByteBuffer.allocate(HidChannel.REPORT_BYTES).put(report, 0, LENGTH_AT).array();
    first[LENGTH_AT - 1] = (byte) (report[LENGTH_AT - 1] | FIRST_REPORT);
    first[LENGTH_AT] = (byte) 0xFF;
    first[LENGTH_AT + 1] = (byte) 0xFF;
    host.accept(first);
    for (int i = 0; i < FLOOD_REPORTS; i++) {
      byte[] next = ByteBuffer.allocate(HidChannel.REPORT_BYTES).put(report, 0, LENGTH_AT).array();
      next[LENGTH_AT - 1] = (byte) (i & LAST_SEQUENCE);
      host.accept(next);
    }
  }

  private synchronized void loseNext() {
    losesNext = true;
  }

  private synchronized boolean loses() {
    boolean loses = losesNext;
    losesNext = false;
    return loses;
  }

  /** Takes a report of the device's. */
  void toHost(byte[] report) {
    if (!loses()) {
      host.accept(report);
    }
  }
}
