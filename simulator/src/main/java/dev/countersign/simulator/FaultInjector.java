package dev.countersign.simulator;

import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** Applies a schedule to the commands of one token. */
final class FaultInjector {
  private static final int FLOOD_BYTES = 10 << 20;
  private static final int FLOOD_PIECE = 256;
  private static final int MAX_GARBAGE_BYTES = 300;
  private static final int INS_AT = 1;
  private static final byte INS_GET_RESPONSE = (byte) 0xC0;
  private static final byte INS_SEND_REMAINING = (byte) 0xA5;

  private final SecureRandom random;
  private final List<Fault> left = new ArrayList<>();
  private boolean touchNever;
  private int count;
  private int flood;

  FaultInjector(FaultSchedule schedule, SecureRandom random) {
    this.random = random;
    replace(schedule);
  }

  synchronized void replace(FaultSchedule schedule) {
    left.clear();
    left.addAll(schedule.faults());
    touchNever = schedule.isTouchNever();
    restart();
  }

  synchronized void restart() {
    count = 0;
    flood = 0;
  }

  synchronized boolean touchNever() {
    return touchNever;
  }

  byte[] exchange(byte[] command, VirtualToken token) throws ChannelException {
    List<Fault> due = due();
    for (Fault fault : due) {
      if (fault instanceof Fault.Slow slow) {
        pause(slow.delay());
      } else if (fault instanceof Fault.Remove) {
        token.powerOff();
        throw new ChannelException(ChannelException.Kind.REMOVED, "the simulated token was pulled");
      } else if (fault instanceof Fault.Reset) {
        token.reset();
        throw new ChannelException(
            ChannelException.Kind.RESET, "another program reset the simulated card");
      } else if (fault instanceof Fault.Answer answer) {
        return Response.of(answer.status()).encode();
      } else if (fault instanceof Fault.Overlong) {
        return new byte[ApduChannel.MAX_RESPONSE_BYTES + 1];
      } else if (fault instanceof Fault.Garbage) {
        return garbage();
      } else if (fault instanceof Fault.Oversize) {
        startFlood();
      }
    }
    byte[] piece = floodPiece(command);
    if (piece.length > 0) {
      return piece;
    }
    byte[] answer = token.answer(command);
    return due.stream().anyMatch(Fault.Truncate.class::isInstance) ? truncated(answer) : answer;
  }

  /** Counts a command or a report, and takes what happens at it. */
  synchronized List<Fault> due() {
    count++;
    List<Fault> due = new ArrayList<>();
    for (Iterator<Fault> faults = left.iterator(); faults.hasNext(); ) {
      Fault fault = faults.next();
      if (fault.at() == count) {
        due.add(fault);
        faults.remove();
      }
    }
    return due;
  }

  private synchronized void startFlood() {
    flood = FLOOD_BYTES;
  }

  /** The next piece of an answer that hardly ends; empty when there is no such answer. */
  private synchronized byte[] floodPiece(byte[] command) {
    boolean first = flood == FLOOD_BYTES;
    boolean wanted =
        command.length > INS_AT
            && (command[INS_AT] == INS_GET_RESPONSE || command[INS_AT] == INS_SEND_REMAINING);
    if (flood <= 0 || (!first && !wanted)) {
      flood = 0;
      return new byte[0];
    }
    flood -= FLOOD_PIECE;
    int status = flood > 0 ? Status.MORE_DATA : Status.OK;
    return new Response(new byte[FLOOD_PIECE], status).encode();
  }

  private byte[] garbage() {
    return garbage(2 + random.nextInt(MAX_GARBAGE_BYTES));
  }

  byte[] garbage(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] truncated(byte[] answer) {
    int data = answer.length - 2;
    if (data == 0) {
      return Arrays.copyOf(answer, 1);
    }
    byte[] cut = Arrays.copyOf(answer, data / 2 + 2);
    System.arraycopy(answer, data, cut, data / 2, 2);
    return cut;
  }

  static void pause(Duration delay) throws ChannelException {
    try {
      Thread.sleep(delay.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChannelException(
          ChannelException.Kind.TIMEOUT, "interrupted while the simulated card was slow", e);
    }
  }
}
