package dev.countersign.card.otp;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.application.Answers;
import dev.countersign.card.application.ApplicationSession;
import dev.countersign.card.application.Firmware;
import dev.countersign.card.application.Make;
import dev.countersign.card.application.SerialNumber;
import dev.countersign.card.application.Task;
import dev.countersign.device.Lane;
import dev.countersign.device.Ports;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Work on the OTP application of one token. Each transaction begins with SELECT. After a new
 * connection the session goes on only when it knows the serial number and finds the same again:
 * nothing else tells two tokens apart here.
 */
final class OtpSession extends ApplicationSession<OtpCard> {
  static final String KIND = "otp";

  private static final CommandApdu GET_SERIAL = CommandApdu.of(0x01, 0x10, 0x00);

  private final Make make;
  private final Firmware version;
  private volatile Object attachment;
  private volatile @Nullable String serial;
  private volatile boolean serialRead;

  private OtpSession(Lane lane, Ports ports, Found found) {
    super(KIND, lane, ports);
    this.make = found.make();
    this.version = found.version();
    this.attachment = found.attachment();
  }

  private record Found(Make make, Firmware version, Object attachment) {}

  /** A session with the card on the lane; empty when it has no OTP application. */
  static Optional<OtpSession> open(Lane lane, Ports ports) {
    Task task = Task.of(readerUri(KIND, lane).toString(), "look for an OTP application");
    return onLane(lane, task, channel -> look(lane, channel, task))
        .map(found -> new OtpSession(lane, ports, found));
  }

  private static Optional<Found> look(Lane lane, ApduChannel channel, Task task)
      throws ChannelException {
    OtpCard card = new OtpCard(lane, channel, task);
    if (!card.isThere()) {
      return Optional.empty();
    }
    Firmware version = card.notes().states().version();
    return Optional.of(new Found(Make.of(channel.atr()), version, lane.attachment()));
  }

  /** Who made it, as far as its answer to reset says so. */
  Make make() {
    return make;
  }

  /** The version of the application, which is that of the firmware of a YubiKey. */
  Firmware version() {
    return version;
  }

  @Override
  protected OtpCard connect(ApduChannel channel, Task task) throws ChannelException {
    OtpCard card = new OtpCard(lane(), channel, task);
    card.notes();
    Object now = lane().attachment();
    if (now != attachment) {
      String known = serial;
      if (known == null || !read(card).filter(known::equals).isPresent()) {
        throw new TokenException.Removed(
            task.name(),
            task.operation(),
            "the token was taken out, and nothing tells that the one in its place is the same",
            null);
      }
      attachment = now;
    }
    return card;
  }

  private Optional<String> read(OtpCard card) throws ChannelException {
    Optional<String> known = SerialNumber.remembered(card);
    if (known.isPresent()) {
      return known;
    }
    Optional<String> told =
        Answers.told(card, make, card.send(GET_SERIAL), SerialNumber.BYTES)
            .map(SerialNumber::decimal);
    return SerialNumber.remember(card, told);
  }

  @Override
  public Optional<String> serial() {
    if (!serialRead) {
      serial = run(task("read the serial number"), this::read).orElse(null);
      serialRead = true;
    }
    return knownSerial();
  }

  @Override
  protected Optional<String> knownSerial() {
    return Optional.ofNullable(serial);
  }
}
