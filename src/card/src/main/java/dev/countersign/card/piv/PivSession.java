package dev.countersign.card.piv;

import dev.countersign.card.application.ApplicationSession;
import dev.countersign.card.application.Fact;
import dev.countersign.card.application.Task;
import dev.countersign.device.Lane;
import dev.countersign.device.Ports;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Work on the PIV application of one token.
 *
 * <p>A session belongs to the token that it was first identified as: after a new connection it goes
 * on only when the serial number is the same.
 */
final class PivSession extends ApplicationSession<PivCard> {
  private static final String KIND = "piv";

  private volatile CardFacts facts;
  private volatile @Nullable String boundSerial;

  private PivSession(Lane lane, Ports ports, CardFacts facts) {
    super(KIND, lane, ports);
    this.facts = facts;
    bind(facts);
  }

  /** A session with the card on the lane; empty when it has no PIV application. */
  static Optional<PivSession> open(Lane lane, Ports ports) {
    Task task = Task.of(readerUri(KIND, lane).toString(), "look for a PIV application");
    return onLane(lane, task, channel -> look(lane, channel, task))
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

  /** What is known of the token that is attached, without talking to it. */
  CardFacts facts() {
    return facts;
  }

  /** Refuses what only tokens with a certain command of their maker's can do. */
  void require(PivFeature feature, String operation) {
    if (!run(task(operation), Identification::features).contains(feature)) {
      throw new TokenException.Unsupported(
          knownUri().toString(),
          operation,
          "this token cannot do that",
          "it needs a command of its maker's that this token lacks");
    }
  }

  /** Whether another token in the same reader would be noticed by its serial number. */
  boolean isBound() {
    return boundSerial != null;
  }

  @Override
  protected PivCard connect(ApduChannel channel, Task task) throws ChannelException {
    Lane lane = lane();
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
    Lane lane = lane();
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

  /** Read on the first call. From then on the session is bound to it. */
  @Override
  public Optional<String> serial() {
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

  @Override
  protected Optional<String> knownSerial() {
    return Optional.ofNullable(boundSerial);
  }
}
