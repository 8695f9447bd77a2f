package dev.countersign.card.oath;

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
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Work on the OATH application of one token. Each transaction begins with SELECT, whose answer
 * tells whether it is the same token and was not reset meanwhile.
 */
final class OathSession extends ApplicationSession<OathCard> {
  static final String KIND = "oath";

  private static final Firmware CAPACITY_KNOWN = new Firmware(4, 0, 0);
  private static final Firmware CAPACITY_DOUBLED = new Firmware(5, 7, 0);

  private final Make make;
  private volatile OathSelection first;
  private volatile Object attachment;
  private volatile boolean rebinding;
  private volatile @Nullable String serial;

  private OathSession(Lane lane, Ports ports, Found found) {
    super(KIND, lane, ports);
    this.make = found.make();
    this.first = found.selection();
    this.attachment = found.attachment();
  }

  private record Found(Make make, OathSelection selection, Object attachment) {}

  /** A session with the card on the lane; empty when it has no OATH application. */
  static Optional<OathSession> open(Lane lane, Ports ports) {
    Task task = Task.of(readerUri(KIND, lane).toString(), "look for an OATH application");
    return onLane(lane, task, channel -> look(lane, channel, task))
        .map(found -> new OathSession(lane, ports, found));
  }

  private static Optional<Found> look(Lane lane, ApduChannel channel, Task task)
      throws ChannelException {
    OathCard card = new OathCard(lane, channel, task);
    if (!card.isThere()) {
      return Optional.empty();
    }
    return Optional.of(
        new Found(Make.of(channel.atr()), card.notes().selection(), lane.attachment()));
  }

  /** Who made it, as far as its answer to reset says so. */
  Make make() {
    return make;
  }

  /** The version of the application, which is that of the firmware of a YubiKey. */
  Firmware version() {
    return first.version();
  }

  /** How many accounts it holds at most: a YubiKey from version 4 on says so in its manual. */
  OptionalInt capacity() {
    if (!make.isYubiKey() || version().compareTo(CAPACITY_KNOWN) < 0) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(version().compareTo(CAPACITY_DOUBLED) < 0 ? 32 : 64);
  }

  /** Stands for the token that was attached last. */
  Object attachment() {
    return attachment;
  }

  @Override
  protected OathCard connect(ApduChannel channel, Task task) throws ChannelException {
    OathCard card = new OathCard(lane(), channel, task);
    OathSelection now = card.notes().selection();
    if (rebinding) {
      first = now;
      rebinding = false;
    }
    boolean sameConnection = lane().attachment() == attachment;
    if (!now.sameAs(first.salt())) {
      card.forget();
      throw sameConnection ? wasReset(task) : replaced(task);
    }
    attachment = lane().attachment();
    return card;
  }

  private static TokenException wasReset(Task task) {
    return new TokenException.Unavailable(
        task.name(),
        task.operation(),
        "another program reset the OATH application, and its accounts are gone",
        "look what there is with countersign mfa list",
        null);
  }

  private static TokenException replaced(Task task) {
    return new TokenException.Removed(
        task.name(),
        task.operation(),
        "another token sits in its place, or its OATH application was reset",
        null);
  }

  /** Takes the next selection as that of this token: it was reset just now. */
  void rebind() {
    rebinding = true;
  }

  @Override
  public Optional<String> serial() {
    if (serial == null && make.isYubiKey()) {
      Task task = task("read the serial number");
      serial = run(task, card -> SerialNumber.ofYubiKey(card, make)).orElse(null);
    }
    return knownSerial();
  }

  @Override
  protected Optional<String> knownSerial() {
    return Optional.ofNullable(serial);
  }
}
