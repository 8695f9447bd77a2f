package dev.countersign.host.pcsc;

import dev.countersign.wire.ApduChannel;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.smartcardio.Card;
import javax.smartcardio.CardChannel;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminals;
import javax.smartcardio.TerminalFactory;

/**
 * Any {@code javax.smartcardio} provider, the JDK's own SunPCSC first of all: it follows {@code
 * 61xx} itself and never recovers from a restarted service.
 */
final class SmartcardioBackend implements Backend {
  private final TerminalFactory factory;

  SmartcardioBackend(TerminalFactory factory) {
    this.factory = factory;
  }

  @Override
  public String name() {
    return factory.getProvider().getName();
  }

  @Override
  public Context open() throws CardException {
    return new Shared(factory.terminals());
  }

  @Override
  public Exchange exchange(Card card) {
    CardChannel channel = card.getBasicChannel();
    return command -> {
      byte[] sent = command.clone();
      byte[] buffer = new byte[ApduChannel.MAX_RESPONSE_BYTES];
      int length = 0;
      try {
        length = channel.transmit(ByteBuffer.wrap(sent), ByteBuffer.wrap(buffer));
        return Arrays.copyOf(buffer, length);
      } finally {
        Arrays.fill(sent, (byte) 0);
        Arrays.fill(buffer, 0, length, (byte) 0);
      }
    };
  }

  @Override
  public boolean threadBound() {
    return true;
  }

  /** The JDK has one context for the whole process, which cannot be closed. */
  private record Shared(CardTerminals terminals) implements Context {
    @Override
    public void close() {}
  }
}
