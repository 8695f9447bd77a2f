package dev.countersign.wire;

/** A channel that hands everything to another. A decorator overrides what it is for. */
public abstract class ForwardingChannel implements ApduChannel {
  private final ApduChannel channel;

  /** Forwards to this channel, which closes with this one. */
  protected ForwardingChannel(ApduChannel channel) {
    this.channel = channel;
  }

  @Override
  public byte[] transceive(byte[] command) throws ChannelException {
    return channel.transceive(command);
  }

  @Override
  public byte[] atr() {
    return channel.atr();
  }

  @Override
  public boolean extendedLength() {
    return channel.extendedLength();
  }

  @Override
  public Hold hold() throws ChannelException {
    return channel.hold();
  }

  @Override
  public void close() {
    channel.close();
  }
}
