package dev.countersign.host.pcsc;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.smartcardio.Card;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CardTerminals;
import org.jspecify.annotations.Nullable;

/**
 * One shared connection to one card, in a context of its own and behind a lock of its own: the
 * libraries keep neither two threads nor a transaction and another thread apart.
 *
 * <p>When another program reset the card the channel connects again at once, reports {@code RESET}
 * for the call that noticed, and works on. It never resets the card itself.
 */
final class PcscChannel implements ApduChannel {
  private final Backend backend;
  private final Backend.Context context;
  private final CardTerminal terminal;
  private final Runnable onReset;
  private final Consumer<PcscChannel> onClose;
  private final ReentrantLock lock = new ReentrantLock();
  private Card card;
  private Backend.Exchange exchange;
  private final AnswerToReset answerToReset;
  private @Nullable PcscHold holding;
  private @Nullable ChannelException dead;
  private boolean closed;

  private PcscChannel(
      Backend backend,
      Backend.Context context,
      CardTerminal terminal,
      Card card,
      Runnable onReset,
      Consumer<PcscChannel> onClose) {
    this.backend = backend;
    this.context = context;
    this.terminal = terminal;
    this.card = card;
    this.exchange = backend.exchange(card);
    this.answerToReset = AnswerToReset.of(card.getATR().getBytes());
    this.onReset = onReset;
    this.onClose = onClose;
  }

  /**
   * Connects in shared mode.
   *
   * @param onReset told, without any lock held by the channel's user in mind, that a reset was
   *     noticed; must return at once
   * @param onClose told that the channel was closed
   */
  static PcscChannel connect(
      Backend backend, String reader, Runnable onReset, Consumer<PcscChannel> onClose)
      throws ChannelException {
    Backend.@Nullable Context context = null;
    try {
      context = backend.open();
      CardTerminal terminal = find(context, reader);
      Card card = terminal.connect("*");
      PcscChannel channel = new PcscChannel(backend, context, terminal, card, onReset, onClose);
      context = null;
      return channel;
    } catch (CardException | RuntimeException e) {
      throw Failures.translate(e, "connecting to the card in " + reader);
    } finally {
      if (context != null) {
        context.close();
      }
    }
  }

  private static CardTerminal find(Backend.Context context, String reader)
      throws CardException, ChannelException {
    for (CardTerminal terminal : context.terminals().list(CardTerminals.State.ALL)) {
      if (terminal.getName().equals(reader)) {
        return terminal;
      }
    }
    throw new ChannelException(
        ChannelException.Kind.REMOVED, "the reader " + reader + " is not there any more");
  }

  @Override
  public byte[] transceive(byte[] command) throws ChannelException {
    if (command.length < 4 || command.length > MAX_COMMAND_BYTES) {
      throw new IllegalArgumentException("a command of " + command.length + " bytes");
    }
    lock.lock();
    try {
      requireAlive();
      String doing = "sending a command to " + terminal.getName();
      byte[] response;
      try {
        response = exchange.transceive(command);
      } catch (CardException | RuntimeException e) {
        throw failed(e, doing);
      }
      if (response.length < 2) {
        // The service reports success when some readers lose their card.
        throw settled(Failures.inspected(tooShort(response.length), terminal, doing));
      }
      return response;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public byte[] atr() {
    return answerToReset.bytes().clone();
  }

  @Override
  public boolean extendedLength() {
    return answerToReset.extendedLength() && !"T=0".equals(card.getProtocol());
  }

  @Override
  public Hold hold() throws ChannelException {
    lock.lock();
    try {
      requireAlive();
      if (holding != null) {
        throw new IllegalStateException("holds do not nest");
      }
      try {
        card.beginExclusive();
      } catch (CardException | RuntimeException e) {
        throw failed(e, "beginning a transaction with " + terminal.getName());
      }
      PcscHold hold = new PcscHold(card);
      holding = hold;
      return hold;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (holding != null) {
        holding.close();
      }
      if (dead == null) {
        disconnect();
      }
      context.close();
    } finally {
      lock.unlock();
    }
    onClose.accept(this);
  }

  /** Leaves the card as it is: {@code false} is SCARD_LEAVE_CARD in both libraries. */
  private void disconnect() {
    try {
      card.disconnect(false);
    } catch (CardException | RuntimeException e) {
      // The connection is gone already.
      return;
    }
  }

  private void requireAlive() throws ChannelException {
    if (closed) {
      throw new IllegalStateException("the channel to " + terminal.getName() + " was closed");
    }
    if (dead != null) {
      throw new ChannelException(dead.kind(), "" + dead.getMessage(), dead);
    }
  }

  private ChannelException failed(Exception thrown, String doing) {
    ChannelException failure = Failures.ofConnected(thrown, doing);
    if (Failures.unclear(thrown)) {
      failure = Failures.inspected(failure, terminal, doing);
    }
    return settled(failure);
  }

  private static ChannelException tooShort(int length) {
    return new ChannelException(
        ChannelException.Kind.PROTOCOL,
        "the reader returned " + length + " bytes, which is less than a status word");
  }

  private ChannelException settled(ChannelException failure) {
    return switch (failure.kind()) {
      case RESET -> reconnect(failure);
      case REMOVED, SERVICE -> dead(failure);
      case SHARING, TIMEOUT, PROTOCOL -> failure;
    };
  }

  private ChannelException dead(ChannelException failure) {
    dead = failure;
    holding = null;
    return failure;
  }

  /** Connects again after a reset, which leaves the old connection good for nothing. */
  private ChannelException reconnect(ChannelException reset) {
    holding = null;
    onReset.run();
    disconnect();
    try {
      Card again = terminal.connect("*");
      card = again;
      exchange = backend.exchange(again);
      if (!Arrays.equals(again.getATR().getBytes(), answerToReset.bytes())) {
        disconnect();
        return dead(
            new ChannelException(
                ChannelException.Kind.REMOVED,
                "another card is in " + terminal.getName() + " now",
                reset));
      }
      return reset;
    } catch (CardException | RuntimeException e) {
      ChannelException failure =
          Failures.translate(e, "connecting again to the card in " + terminal.getName());
      return dead(
          Optional.of(failure)
              .filter(f -> f.kind() != ChannelException.Kind.RESET)
              .orElseGet(
                  () ->
                      new ChannelException(
                          ChannelException.Kind.REMOVED, "" + failure.getMessage(), failure)));
    }
  }

  private final class PcscHold implements Hold {
    private final Card held;

    PcscHold(Card held) {
      this.held = held;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (holding != this) {
          return;
        }
        holding = null;
        held.endExclusive();
      } catch (CardException | RuntimeException e) {
        // The transaction ended with the connection; the next command says why.
        return;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean transferable() {
      return !backend.threadBound();
    }
  }
}
