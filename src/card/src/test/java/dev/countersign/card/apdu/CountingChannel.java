package dev.countersign.card.apdu;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ForwardingChannel;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Tells of every command before it is sent. */
public final class CountingChannel extends ForwardingChannel {
  private final Consumer<String> sent;

  public CountingChannel(ApduChannel channel, Consumer<String> sent) {
    super(channel);
    this.sent = sent;
  }

  @Override
  public byte[] transceive(byte[] command) throws ChannelException {
    sent.accept(HexFormat.of().withUpperCase().formatHex(command));
    return super.transceive(command);
  }
}
