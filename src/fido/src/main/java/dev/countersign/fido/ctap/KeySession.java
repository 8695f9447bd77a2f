package dev.countersign.fido.ctap;

import dev.countersign.card.application.ApplicationSession;
import dev.countersign.card.application.CardWork;
import dev.countersign.card.application.Make;
import dev.countersign.card.application.SerialNumber;
import dev.countersign.card.application.Task;
import dev.countersign.device.Lane;
import dev.countersign.device.Ports;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Work on one security key. Each transaction begins with SELECT, so that no message reaches another
 * application.
 *
 * <p>A session belongs to the key that it was first with: after a new connection it goes on only
 * when the serial number is the same or, for keys that tell none, the make.
 */
final class KeySession extends ApplicationSession<KeyCard> {
  static final String KIND = "fido";

  private static final String ASK = "ask what it can do";

  private final Place place;
  private volatile @Nullable Object attachment;
  private volatile @Nullable UUID boundMake;
  private volatile @Nullable String serial;
  private volatile boolean serialAsked;

  /**
   * How a key is reached.
   *
   * @param usb whether its channel makes frames of commands
   * @param product what it calls itself; empty when it does not
   * @param serial its number, where that is known without asking it
   */
  record Place(boolean usb, Make make, Optional<String> product, Optional<String> serial) {}

  KeySession(Lane lane, Ports ports, Place place) {
    super(KIND, lane, ports);
    this.place = place;
    this.serial = place.serial().orElse(null);
  }

  /** A session with the card on the lane; empty when it has no FIDO application. */
  static Optional<KeySession> open(Lane lane, Ports ports) {
    Task task = Task.of(readerUri(KIND, lane).toString(), "look for a FIDO application");
    return onLane(lane, task, channel -> look(lane, channel, task))
        .map(make -> new Place(false, make, Optional.empty(), Optional.empty()))
        .map(place -> new KeySession(lane, ports, place));
  }

  private static Optional<Make> look(Lane lane, ApduChannel channel, Task task)
      throws ChannelException {
    return new KeyCard(lane, channel, task, false).isThere()
        ? Optional.of(Make.of(channel.atr()))
        : Optional.empty();
  }

  Place place() {
    return place;
  }

  @Override
  protected KeyCard connect(ApduChannel channel, Task task) throws ChannelException {
    KeyCard card = new KeyCard(lane(), channel, task, place.usb());
    card.notes();
    if (lane().attachment() != attachment) {
      requireSame(card, task);
      attachment = lane().attachment();
    }
    return card;
  }

  private void requireSame(KeyCard card, Task task) throws ChannelException {
    String wanted = serial;
    UUID make = boundMake;
    boolean same;
    if (wanted != null && place.serial().isEmpty()) {
      same = SerialNumber.ofYubiKey(card, place.make()).filter(wanted::equals).isPresent();
    } else {
      same = make == null || card.info().aaguid().equals(make);
    }
    if (!same) {
      throw new TokenException.Removed(
          task.name(), task.operation(), "another key sits in its place", null);
    }
  }

  /**
   * Does work on the key; what it refuses is reported as such.
   *
   * @throws TokenException as {@link CtapProblems} has it
   */
  <T> T work(Task task, CardWork<? super KeyCard, T> work) {
    return run(task, guarded(work));
  }

  /** The same work, with what the key refuses turned into the error that it means. */
  static <T> CardWork<KeyCard, T> guarded(CardWork<? super KeyCard, T> work) {
    return card -> {
      try {
        return work.apply(card);
      } catch (CtapError e) {
        throw CtapProblems.of(card, e);
      }
    };
  }

  /** A task that is given up with the ceremony that it belongs to. */
  Task task(String operation, Ceremony ceremony) {
    return task(operation).until(ceremony.cancellation()::cancelled);
  }

  /** What the key says about itself. */
  SecurityKeyInfo info() {
    return info(task(ASK));
  }

  /** The same, as part of a ceremony. */
  SecurityKeyInfo info(Ceremony ceremony) {
    return info(task(ASK, ceremony));
  }

  private SecurityKeyInfo info(Task task) {
    SecurityKeyInfo info = work(task, KeyCard::info);
    boundMake = info.aaguid();
    return info;
  }

  @Override
  public Optional<String> serial() {
    if (serial == null && !serialAsked && place.make().isYubiKey()) {
      Task task = task("read the serial number");
      serial = run(task, card -> SerialNumber.ofYubiKey(card, place.make())).orElse(null);
      serialAsked = true;
    }
    return knownSerial();
  }

  @Override
  protected Optional<String> knownSerial() {
    return Optional.ofNullable(serial);
  }
}
