package dev.countersign.device;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Holder;
import dev.countersign.wire.Reader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one queue to one reader: all protocols of a physical token go through it, one piece of work
 * at a time, each inside a transaction that keeps other programs away.
 *
 * <p>The transaction outlives a piece of work by a fifth of a second, so that the steps of one flow
 * share it; {@link #release()} ends it at once, which is done before a person is waited for. Where
 * work never pauses, other programs get the card every few seconds ({@link Patience}).
 *
 * <p>What the card remembers for a session (selected application, verified PIN) is lost when the
 * connection is lost, the card is reset or another application is selected. A session keeps its own
 * notes of that in a {@link State}, which the lane discards on each of these occasions.
 */
public final class Lane implements AutoCloseable {
  /** How often whoever waits for a turn is asked whether it is still wanted. */
  static final Duration LOOK = Duration.ofMillis(50);

  private static final ScheduledExecutorService RELEASER =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "countersign-lane-release");
            thread.setDaemon(true);
            return thread;
          });

  private volatile Reader reader;
  private final Patience patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition pause = lock.newCondition();
  private @Nullable ApduChannel channel;
  private ApduChannel.@Nullable Hold hold;
  private @Nullable ScheduledFuture<?> release;
  private @Nullable ScheduledFuture<?> turn;
  private volatile boolean turnOver;
  private @Nullable State state;
  private volatile Object attachment = new Object();
  private final AttachmentMemory memory = new AttachmentMemory();
  private boolean selectedInHold;
  private boolean serviceLost; // with a connection, and not had again since

  /** A queue to this reader; nothing is sent. */
  public Lane(Reader reader) {
    this(reader, Patience.USUAL);
  }

  Lane(Reader reader, Patience patience) {
    this.reader = reader;
    this.patience = patience;
  }

  /**
   * Connects through this reader from the next connection on. A token that brings its reader along
   * comes back with another reader of the same name.
   */
  void reader(Reader now) {
    reader = now;
  }

  /** What one session noted of the card's volatile state; see {@link Lane#state}. */
  public interface State {}

  /** A piece of work on the card. */
  @FunctionalInterface
  public interface Work<T> {
    /**
     * Does it.
     *
     * @throws ChannelException passed through from the channel
     */
    T apply(ApduChannel channel) throws ChannelException;
  }

  /** The name of the reader. */
  public String reader() {
    return reader.name();
  }

  /** Whether a software simulation stands behind it. */
  public boolean simulated() {
    return reader.simulated();
  }

  /**
   * Stands for the token that is in the reader now, compared by identity; another object after
   * every new connection.
   */
  public Object attachment() {
    return attachment;
  }

  /** What is kept of the token that is attached. To be called inside {@link #run}. */
  public AttachmentMemory memory() {
    return memory;
  }

  /**
   * The notes of the session that selected its application last; null when that selection is lost.
   * To be called inside {@link #run}.
   */
  public @Nullable State state() {
    return state;
  }

  /**
   * Whether the session whose notes are current selected its application within the transaction
   * that is running, so that no other program can have selected another since. To be called inside
   * {@link #run}.
   */
  public boolean selectedInTransaction() {
    return state != null && selectedInHold;
  }

  /** Notes that a session selected its application just now. To be called inside {@link #run}. */
  public void selected(State notes) {
    state = notes;
    selectedInHold = true;
  }

  /** Discards all notes: the card's state is unknown. To be called inside {@link #run}. */
  public void deselected() {
    state = null;
    selectedInHold = false;
  }

  /**
   * Runs a piece of work inside a transaction, alone. A connection that was lost or reset before
   * the work sent anything is made anew, a card that another program has to itself is waited for
   * for some seconds, and so is a service that is being restarted; what goes wrong afterwards is
   * thrown.
   *
   * @param token the name for error messages
   * @param operation what is being done, for error messages
   * @throws TokenException.Removed when the token is gone
   * @throws TokenException.Unavailable when it cannot be reached or was reset meanwhile
   * @throws TokenException.BadResponse when the reader answered nonsense
   */
  public <T> T run(String token, String operation, Work<T> work) {
    lock.lock();
    return runAndUnlock(token, operation, () -> {}, work);
  }

  /**
   * The same for whoever may give it up, or be interrupted, while the lane is used for something
   * else or another program has the card.
   *
   * @param givenUp asked every {@link #LOOK} as long as work has not begun, and not any more then
   * @throws TokenException.Cancelled when it was given up
   */
  public <T> T run(String token, String operation, BooleanSupplier givenUp, Work<T> work) {
    Runnable requireWanted =
        () -> {
          if (givenUp.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new TokenException.Cancelled(token, operation);
          }
        };
    try {
      while (!lock.tryLock(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        requireWanted.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TokenException.Cancelled(token, operation);
    }
    return runAndUnlock(token, operation, requireWanted, work);
  }

  private <T> T runAndUnlock(String token, String operation, Runnable requireWanted, Work<T> work) {
    try {
      if (lock.getHoldCount() > 1) {
        return work.apply(requireChannel());
      }
      ApduChannel open = acquire(requireWanted);
      T result = work.apply(open);
      releaseLater();
      return result;
    } catch (ChannelException e) {
      lost(e);
      throw translate(e, token, operation);
    } catch (RuntimeException | Error e) {
      if (lock.getHoldCount() == 1) {
        endHold();
      }
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** Ends a transaction that lingers, for whoever knows that no work follows. */
  public void release() {
    lock.lock();
    try {
      if (lock.getHoldCount() == 1) {
        endHold();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the connection. The lane can be used further and connects again. */
  @Override
  public void close() {
    lock.lock();
    try {
      disconnect();
    } finally {
      lock.unlock();
    }
  }

  private ApduChannel requireChannel() {
    if (channel == null) {
      throw new IllegalStateException("work inside work after the connection was lost");
    }
    return channel;
  }

  /** A channel with a transaction. Nothing was sent when this fails. */
  private ApduChannel acquire(Runnable requireWanted) throws ChannelException {
    Attempts attempts = new Attempts();
    while (true) {
      if (release != null) {
        release.cancel(false);
        release = null;
      }
      if (channel != null && hold != null) {
        if (!turnOver) {
          return channel;
        }
        giveWay();
      }
      boolean connected = channel != null;
      try {
        if (channel == null) {
          channel = reader.connect();
          serviceLost = false;
          attachment = new Object();
          deselected();
        }
        hold = channel.hold();
        selectedInHold = false;
        turnOver = false;
        turn =
            RELEASER.schedule(
                () -> turnOver = true, patience.turn().toMillis(), TimeUnit.MILLISECONDS);
        return channel;
      } catch (ChannelException e) {
        boolean refused = channel == null;
        lost(e);
        requireWanted.run();
        attempts.after(e, connected, refused);
      }
    }
  }

  /** What was tried so far to have a channel. */
  private final class Attempts {
    private int held;
    private int restarting;
    private int resets;
    private boolean renewed;

    /**
     * Returns when it is worth another try, throws when it is not.
     *
     * @param connected whether there was a connection before
     * @param refused whether none could be had, rather than no transaction
     */
    void after(ChannelException e, boolean connected, boolean refused) throws ChannelException {
      boolean first = connected && !renewed;
      renewed = true;
      if (e.kind() == ChannelException.Kind.RESET && resets++ < patience.resets()) {
        return;
      }
      boolean exclusive = refused && e.kind() == ChannelException.Kind.SHARING;
      if (exclusive && held++ < patience.whileHeld()) {
        rest(e);
        return;
      }
      if (first) {
        return; // a connection that was lost while nobody used it is made anew
      }
      boolean comingBack =
          e.kind() == ChannelException.Kind.SERVICE || e.kind() == ChannelException.Kind.REMOVED;
      if (serviceLost && comingBack && restarting++ < patience.whileRestarting()) {
        rest(e);
        return;
      }
      serviceLost = false;
      throw e;
    }
  }

  /** Lets other programs have the card for a moment; our own threads wait too. */
  private void giveWay() {
    endHold();
    try {
      Thread.sleep(patience.gap().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets others have the lane for a moment. */
  private void rest(ChannelException reason) throws ChannelException {
    try {
      long left = patience.pause().toNanos();
      do {
        left = pause.awaitNanos(left);
      } while (left > 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw reason;
    }
  }

  private void lost(ChannelException e) {
    deselected();
    serviceLost |= channel != null && e.kind() == ChannelException.Kind.SERVICE;
    switch (e.kind()) {
      case RESET -> endHold();
      case REMOVED, SHARING, SERVICE, TIMEOUT, PROTOCOL -> disconnect();
    }
  }

  private void disconnect() {
    endHold();
    deselected();
    memory.clear();
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }

  private void endHold() {
    if (release != null) {
      release.cancel(false);
      release = null;
    }
    if (turn != null) {
      turn.cancel(false);
      turn = null;
    }
    if (hold != null) {
      hold.close();
      hold = null;
    }
    selectedInHold = false;
  }

  private void releaseLater() {
    if (hold == null) {
      return;
    }
    if (!hold.transferable()) {
      endHold();
      return;
    }
    release =
        RELEASER.schedule(this::releaseIfIdle, patience.linger().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void releaseIfIdle() {
    if (lock.tryLock()) {
      try {
        endHold();
      } finally {
        lock.unlock();
      }
    }
  }

  private TokenException translate(ChannelException e, String token, String operation) {
    return switch (e.kind()) {
      case REMOVED -> new TokenException.Removed(token, operation, "the token was removed", e);
      case RESET ->
          new TokenException.Unavailable(
              token, operation, "another program reset the token", "run it again", e);
      case SHARING -> held(e, token, operation);
      case SERVICE ->
          new TokenException.Unavailable(
              token,
              operation,
              "the smart card service cannot be reached",
              "start it (systemctl start pcscd) and run it again",
              e);
      case TIMEOUT ->
          new TokenException.Unavailable(
              token, operation, "the token did not answer in time", "plug it in again", e);
      case PROTOCOL ->
          new TokenException.BadResponse(
              token, operation, "the reader answered what cannot be a response", e);
    };
  }

  private TokenException held(ChannelException e, String token, String operation) {
    Optional<Holder> holder = reader.holder();
    String program =
        holder.map(who -> (who.certain() ? ": " : ", probably ") + who.program()).orElse("");
    String remedy =
        holder
            .map(Holder::remedy)
            .orElse("close that program; where it is GnuPG: gpgconf --kill scdaemon");
    return new TokenException.Unavailable(
        token, operation, "another program holds the token exclusively" + program, remedy, e);
  }
}
