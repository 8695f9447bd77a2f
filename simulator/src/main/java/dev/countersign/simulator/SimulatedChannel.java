package dev.countersign.simulator;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;

/** One connection to a token in a {@link SimulatedReader}. */
final class SimulatedChannel implements ApduChannel {
  private final SimulatedReader reader;
  private final VirtualToken token;
  private boolean wasReset; // guarded by the reader's lock

  SimulatedChannel(SimulatedReader reader, VirtualToken token) {
    this.reader = reader;
    this.token = token;
  }

  void markReset() {
    wasReset = true;
  }

  /** Whether the card was reset since this was last asked. */
  boolean takeReset() {
    boolean was = wasReset;
    wasReset = false;
    return was;
  }

  void reset() {
    reader.reset(this, token);
  }

  @Override
  public byte[] transceive(byte[] command) throws ChannelException {
    return reader.transceive(this, command);
  }

  @Override
  public byte[] atr() {
    return token.atr();
  }

  @Override
  public boolean extendedLength() {
    return token.extendedLength();
  }

  @Override
  public Hold hold() throws ChannelException {
    return reader.hold(this);
  }

  @Override
  public void close() {
    reader.disconnect(this);
  }
}
