package dev.countersign.host.pcsc;

import javax.smartcardio.Card;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminals;
import jnasmartcardio.Smartcardio;
import jnasmartcardio.Smartcardio.EstablishContextException;
import jnasmartcardio.Smartcardio.JnaCardTerminals;
import jnasmartcardio.Smartcardio.JnaPCSCException;
import jnasmartcardio.Smartcardio.JnaTerminalFactorySpi;
import org.jspecify.annotations.Nullable;

/** The service through jnasmartcardio: the first choice, since it survives a restarted service. */
final class JnaBackend implements Backend {
  private final JnaTerminalFactorySpi factory;

  /**
   * Loads the native library.
   *
   * @throws LinkageError when JNA or the PC/SC library cannot be loaded
   */
  JnaBackend() {
    @Nullable Object noParameter = null;
    this.factory = new JnaTerminalFactorySpi(noParameter);
  }

  @Override
  public String name() {
    return "jnasmartcardio";
  }

  @Override
  public Context open() throws CardException {
    CardTerminals terminals;
    try {
      terminals = factory.engineTerminals();
    } catch (EstablishContextException e) {
      throw e.getCause();
    }
    return new JnaContext(terminals);
  }

  @Override
  public Exchange exchange(Card card) {
    return new JnaExchange((Smartcardio.JnaCardChannel) card.getBasicChannel());
  }

  @Override
  public boolean threadBound() {
    return false;
  }

  private record JnaContext(CardTerminals terminals) implements Context {
    @Override
    public void close() {
      try {
        ((JnaCardTerminals) terminals).close();
      } catch (JnaPCSCException e) {
        // The service is gone, and the context with it.
        return;
      }
    }
  }
}
