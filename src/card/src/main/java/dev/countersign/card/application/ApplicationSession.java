package dev.countersign.card.application;

import dev.countersign.device.Lane;
import dev.countersign.device.Ports;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Work on one application of one token, over a lane that others use too.
 *
 * <p>A session belongs to the token that it was first identified as; how it tells another one is
 * the matter of its {@link #connect}.
 */
public abstract class ApplicationSession<C extends CardApplication> {
  /**
   * How often work that a reset or a restarted service cut off is begun anew. Other programs cannot
   * reset a card within a transaction of ours, so more than one in a row is rare.
   */
  static final int MAX_LOSSES = 5;

  private final String kind;
  private final Lane lane;
  private final Ports ports;

  /**
   * A session over this lane.
   *
   * @param kind the scheme of the token's URIs
   */
  protected ApplicationSession(String kind, Lane lane, Ports ports) {
    this.kind = kind;
    this.lane = lane;
    this.ports = ports;
  }

  /** The scheme of the token's URIs. */
  public String kind() {
    return kind;
  }

  /** The lane that the work is on. */
  public Lane lane() {
    return lane;
  }

  /** What the work needs of the world. */
  public Ports ports() {
    return ports;
  }

  /** The card with the application selected and found to be the one that the session is with. */
  protected abstract C connect(ApduChannel channel, Task task) throws ChannelException;

  /** The serial number. The first call talks to the token. */
  public abstract Optional<String> serial();

  /** The serial number where it was read before. */
  protected abstract Optional<String> knownSerial();

  /**
   * Does work on the card. Selects before it when that is not done yet; selects and does it again
   * when it is refused, or the answer makes no sense, and another program may have selected another
   * application; does it again when another program reset the card or the service was restarted. A
   * task that is not repeatable any more is not done again.
   *
   * @throws TokenException.Removed when another token sits in the reader now
   */
  public <T> T run(Task task, CardWork<? super C, T> work) {
    try {
      return onLane(lane, task, channel -> within(channel, task, work));
    } catch (UnexpectedStatus e) {
      throw task.refusal(e);
    }
  }

  private <T> T within(ApduChannel channel, Task task, CardWork<? super C, T> work)
      throws ChannelException {
    C card = connect(channel, task);
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

  /** Does work that another program's reset does not end as long as the task is repeatable. */
  protected static <T> T onLane(Lane lane, Task task, Lane.Work<T> work) {
    return repeatedAfterLoss(task::repeatable, () -> task.on(lane, work));
  }

  static <T> T repeatedAfterLoss(Supplier<Boolean> repeatable, Supplier<T> attempt) {
    for (int losses = 1; ; losses++) {
      try {
        return attempt.get();
      } catch (TokenException.Unavailable e) {
        if (!wasCutOff(e) || !repeatable.get() || losses > MAX_LOSSES) {
          throw e;
        }
      }
    }
  }

  /** Whether another program reset the card, or the service was restarted: the card is there. */
  private static boolean wasCutOff(TokenException.Unavailable e) {
    return e.getCause() instanceof ChannelException cause
        && (cause.kind() == ChannelException.Kind.RESET
            || cause.kind() == ChannelException.Kind.SERVICE);
  }

  /** The name of the token; the first call talks to it. */
  public TokenUri uri() {
    return named(serial());
  }

  /** The name of the token as far as it is known, without talking to it. */
  public TokenUri knownUri() {
    return named(knownSerial());
  }

  private TokenUri named(Optional<String> serial) {
    return serial
        .map(number -> TokenUri.of(kind).with("serial", number))
        .orElseGet(() -> readerUri(kind, lane));
  }

  /** The name of a token that is known by its place only. */
  protected static TokenUri readerUri(String kind, Lane lane) {
    return TokenUri.of(kind).with("reader", lane.reader());
  }

  /** A task with the token as a whole. */
  public Task task(String operation) {
    return Task.of(knownUri().toString(), operation);
  }
}
