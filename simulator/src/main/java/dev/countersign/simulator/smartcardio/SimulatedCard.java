package dev.countersign.simulator.smartcardio;

import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import javax.smartcardio.ATR;
import javax.smartcardio.Card;
import javax.smartcardio.CardChannel;
import javax.smartcardio.CardException;
import javax.smartcardio.CardNotPresentException;
import org.jspecify.annotations.Nullable;

/** A connection to a simulated card. */
final class SimulatedCard extends Card {
  private final SimulatedReaders readers;
  private final ApduChannel channel;
  private final ATR atr;
  private final CardChannel basic;
  private ApduChannel.@Nullable Hold hold;
  private @Nullable Thread owner;
  private boolean disconnected;

  SimulatedCard(SimulatedReaders readers, ApduChannel channel) {
    this.readers = readers;
    this.channel = channel;
    this.atr = new ATR(channel.atr());
    this.basic = new SimulatedCardChannel(this);
  }

  @Override
  public ATR getATR() {
    return atr;
  }

  @Override
  public String getProtocol() {
    return "T=1";
  }

  @Override
  public CardChannel getBasicChannel() {
    requireConnected();
    return basic;
  }

  @Override
  public CardChannel openLogicalChannel() throws CardException {
    requireConnected();
    throw new CardException("a simulated card has no logical channels");
  }

  @Override
  public void beginExclusive() throws CardException {
    requireConnected();
    synchronized (this) {
      if (owner != null) {
        throw new CardException("exclusive access has been taken already");
      }
    }
    ApduChannel.Hold begun;
    try {
      begun = channel.hold();
    } catch (ChannelException e) {
      throw failure(e);
    }
    synchronized (this) {
      hold = begun;
      owner = Thread.currentThread();
    }
  }

  @Override
  public synchronized void endExclusive() throws CardException {
    requireConnected();
    if (owner != Thread.currentThread() || hold == null) {
      throw new IllegalStateException("this thread has no exclusive access");
    }
    hold.close();
    hold = null;
    owner = null;
  }

  @Override
  public byte[] transmitControlCommand(int controlCode, byte[] command) throws CardException {
    throw new CardException("a simulated reader has no control commands");
  }

  @Override
  public synchronized void disconnect(boolean reset) {
    if (disconnected) {
      return;
    }
    if (reset) {
      readers.reset(channel);
    }
    disconnected = true;
    hold = null;
    owner = null;
    channel.close();
  }

  byte[] transceive(byte[] command) throws CardException {
    requireConnected();
    synchronized (this) {
      if (owner != null && owner != Thread.currentThread()) {
        throw new CardException("another thread has exclusive access");
      }
    }
    try {
      return channel.transceive(command);
    } catch (ChannelException e) {
      throw failure(e);
    }
  }

  private synchronized void requireConnected() {
    if (disconnected) {
      throw new IllegalStateException("the card has been disconnected");
    }
  }

  private static CardException failure(ChannelException e) {
    return e.kind() == ChannelException.Kind.REMOVED
        ? new CardNotPresentException(e.getMessage(), e)
        : new CardException(e.getMessage(), e);
  }

  @Override
  public String toString() {
    return "simulated card " + atr;
  }
}
