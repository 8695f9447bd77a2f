package dev.countersign.host.time;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.apache.commons.net.ntp.NtpV3Packet;
import org.apache.commons.net.ntp.TimeInfo;

/** Whether a server's packet can be believed, and what it says of the host's clock. */
final class SntpAnswer {
  /** The packet without extensions ([RFC5905] 7.3), in bytes. */
  private static final int PACKET_BYTES = 48;

  private static final int MODE_SERVER = 4;
  private static final int LEAP_NOT_SYNCHRONISED = 3;
  private static final int MAX_STRATUM = 15;

  /** MAXDIST ([RFC5905] 14): a server that may be farther off than this is not listened to. */
  private static final Duration MAX_ROOT_DISTANCE = Duration.ofSeconds(1);

  /** Time stamps are cut to milliseconds, so a short way can seem to take less than none. */
  private static final long ROUNDING_MILLIS = 2;

  private SntpAnswer() {}

  static TimeAnswer judge(TimeInfo info) {
    NtpV3Packet packet = info.getMessage();
    Optional<String> objection = objection(packet);
    if (objection.isPresent()) {
      return new TimeAnswer.Unbelievable(objection.get());
    }
    long asked = packet.getOriginateTimeStamp().getTime();
    long received = packet.getReceiveTimeStamp().getTime();
    long sent = packet.getTransmitTimeStamp().getTime();
    long answered = info.getReturnTime();
    long roundTrip = answered - asked - (sent - received);
    if (sent < received || roundTrip < -ROUNDING_MILLIS) {
      return new TimeAnswer.Unbelievable("its time stamps do not fit together");
    }
    // [RFC5905] 8: the server's offset from us; ours from it is the opposite.
    Duration offset = Duration.ofMillis(-(received - asked + sent - answered) / 2);
    Duration way = Duration.ofMillis(Math.max(0, roundTrip));
    return new TimeAnswer.Compared(offset, way.dividedBy(2).plus(rootDistance(packet)), way);
  }

  private static Optional<String> objection(NtpV3Packet packet) {
    if (packet.getDatagramPacket().getLength() < PACKET_BYTES) {
      return Optional.of("its answer is cut short");
    } else if (packet.getMode() != MODE_SERVER) {
      return Optional.of("what came is not the answer of a time server");
    } else if (packet.getStratum() == 0) {
      return Optional.of("it wants to be asked no more" + kissCode(packet));
    } else if (packet.getLeapIndicator() == LEAP_NOT_SYNCHRONISED
        || packet.getStratum() > MAX_STRATUM) {
      return Optional.of("its own clock is not set");
    } else if (rootDistance(packet).compareTo(MAX_ROOT_DISTANCE) > 0) {
      return Optional.of(
          "its own clock may be off by %s s"
              .formatted(BigDecimal.valueOf(rootDistance(packet).toMillis(), 3)));
    } else if (packet.getReceiveTimeStamp().ntpValue() == 0
        || packet.getTransmitTimeStamp().ntpValue() == 0) {
      return Optional.of("it tells no time");
    }
    return Optional.empty();
  }

  /** How far the server may be from the clock that it follows ([RFC5905] 11.2, lambda). */
  private static Duration rootDistance(NtpV3Packet packet) {
    long delay = Integer.toUnsignedLong(packet.getRootDelay());
    long dispersion = Integer.toUnsignedLong(packet.getRootDispersion());
    // Both are seconds with sixteen bits behind the point.
    return Duration.ofMillis(((delay / 2 + dispersion) * 1000) >> 16);
  }

  /** The four letters that say why ([RFC5905] 7.4). */
  private static String kissCode(NtpV3Packet packet) {
    StringBuilder code = new StringBuilder();
    for (int shift = 24; shift >= 0; shift -= 8) {
      code.append((char) ((packet.getReferenceId() >> shift) & 0x7F));
    }
    String letters = code.toString();
    return letters.matches("[A-Z]{4}") ? " (" + letters + ")" : "";
  }
}
