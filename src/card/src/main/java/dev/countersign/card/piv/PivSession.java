package dev.countersign.card.piv;

import dev.countersign.device.Lane;
import dev.countersign.device.Ports;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work on the PIV application of one token, over a lane that others use too.
 *
 * <p>A session belongs to the token that it was first identified as: after a new connection it goes
 * on only when the serial number is the same.
 */
final class PivSession {
  /**
   * How often work that a reset or a restarted service cut off is begun anew. Other programs cannot
   * reset a card within a transaction of ours, so more than one in a row is rare.
   */
  static final int MAX_LOSSES = 5;

  private final Lane lane;
  private final Ports ports;
  private volatile CardFacts facts;
  private volatile @Nullable String boundSerial;

  private PivSession(Lane lane, Ports ports, CardFacts facts) {
    this.lane = lane;
    this.ports = ports;
    this.facts = facts;
    bind(facts);
  }

  /** A session with the card on the lane; empty when it has no PIV application. */
  static Optional<PivSession> open(Lane lane, Ports ports) {
    Task task = Task.of(readerUri(lane).toString(), "look for a PIV application");
    return repeatedAfterLoss(
            task,
            () -> lane.run(task.name(), task.operation(), channel -> look(lane, channel, task)))
        .map(facts -> new PivSession(lane, ports, facts));
  }

  private static Optional<CardFacts> look(Lane lane, ApduChannel channel, Task task)
      throws ChannelException {
    if (lane.state() instanceof PivNotes notes) {
      return Optional.of(notes.facts());
    }
    CardFacts facts = CardFacts.attached(lane.attachment(), channel);
    return new PivCard(lane, channel, facts, task).trySelect()
        ? Optional.of(facts)
        : Optional.empty();
  }

  Lane lane() {
    return lane;
  }

  Ports ports() {
    return ports;
  }

  /** What is known of the token that is attached, without talking to it. */
  CardFacts facts() {
    return facts;
  }

  /** Whether another token in the same reader would be noticed by its serial number. */
  boolean isBound() {
    return boundSerial != null;
  }

  /**
   * Does work on the card. Selects before it when that is not done yet; selects and does it again
   * when it is refused, or the answer makes no sense, and another program may have selected another
   * application; does it again when another program reset the card or the service was restarted. A
   * task that is not repeatable any more is not done again.
   *
   * @throws TokenException.Removed when another token sits in the reader now
   */
  <T> T run(Task task, CardWork<T> work) {
    try {
      return repeatedAfterLoss(
          task,
          () -> lane.run(task.name(), task.operation(), channel -> within(channel, task, work)));
    } catch (UnexpectedStatus e) {
      throw task.refusal(e);
    }
  }

  private <T> T within(ApduChannel channel, Task task, CardWork<T> work) throws ChannelException {
    PivCard card = connect(channel, task);
    try {
      return work.apply(card);
    } catch (UnexpectedStatus e) {
      if (card.fresh() || !task.repeatable()) {
        throw e;
      }
      card.select();
      return work.apply(card);
    } catch (TokenException.BadResponse e) {
      boolean foreign = !card.fresh() && task.repeatable();
      lane.deselected();
      if (!foreign) {
        throw e;
      }
      card.select(); // it may have been another application that answered
      return work.apply(card);
    }
  }

  private PivCard connect(ApduChannel channel, Task task) throws ChannelException {
    if (lane.attachment() != facts.attachment()) {
      return reattach(channel, task);
    }
    if (lane.state() instanceof PivNotes notes) {
      if (notes.facts() != facts) {
        adopt(notes.facts());
      }
      return new PivCard(lane, channel, facts, task);
    }
    PivCard card = new PivCard(lane, channel, facts, task);
    card.select();
    return card;
  }

  private void adopt(CardFacts others) {
    if (!others.serial().known()) {
      others.serial(facts.serial());
    }
    facts = others;
    bind(others);
  }

  private PivCard reattach(ApduChannel channel, Task task) throws ChannelException {
    CardFacts found =
        lane.state() instanceof PivNotes notes
            ? notes.facts()
            : CardFacts.attached(lane.attachment(), channel);
    PivCard card = new PivCard(lane, channel, found, task);
    if (!(lane.state() instanceof PivNotes)) {
      card.select();
    }
    String wanted = boundSerial;
    if (wanted != null && !Identification.serial(card).filter(wanted::equals).isPresent()) {
      throw new TokenException.Removed(
          task.name(), task.operation(), "another token sits in its place", null);
    }
    facts = found;
    return card;
  }

  private void bind(CardFacts known) {
    if (boundSerial == null) {
      boundSerial = known.serial().value().orElse(null);
    }
  }

  /** The serial number, read on the first call. From then on the session is bound to it. */
  Optional<String> serial() {
    Fact<String> known = facts.serial();
    Optional<String> serial =
        known.known() ? known.value() : run(task("read the serial number"), Identification::serial);
    bind(facts);
    return serial;
  }

  /** Forgets the serial number: it was just written. */
  void serialWasWritten() {
    facts.serial(Fact.unknown());
    boundSerial = null;
  }

  /** The name of the token; the first call talks to it. */
  TokenUri uri() {
    return serial()
        .map(serial -> TokenUri.of("piv").with("serial", serial))
        .orElseGet(() -> readerUri(lane));
  }

  /** The name of the token as far as it is known, without talking to it. */
  TokenUri knownUri() {
    String serial = boundSerial;
    return serial == null ? readerUri(lane) : TokenUri.of("piv").with("serial", serial);
  }

  private static TokenUri readerUri(Lane lane) {
    return TokenUri.of("piv").with("reader", lane.reader());
  }

  /** A task with the token as a whole. */
  Task task(String operation) {
    return Task.of(knownUri().toString(), operation);
  }

  private static <T> T repeatedAfterLoss(Task task, Supplier<T> attempt) {
    for (int losses = 1; ; losses++) {
      try {
        return attempt.get();
      } catch (TokenException.Unavailable e) {
        if (!wasCutOff(e) || !task.repeatable() || losses > MAX_LOSSES) {
          throw e;
        }
      }
    }
  }

  /** Whether another program reset the card, or the service was restarted: the card is there. */
  static boolean wasCutOff(TokenException.Unavailable e) {
    return e.getCause() instanceof ChannelException cause
        && (cause.kind() == ChannelException.Kind.RESET
            || cause.kind() == ChannelException.Kind.SERVICE);
  }
}
