package dev.countersign.simulator.smartcardio;

import dev.countersign.simulator.SimulatedReaders;
import java.io.Serial;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import javax.smartcardio.CardTerminals;
import javax.smartcardio.TerminalFactorySpi;
import org.jspecify.annotations.Nullable;

/**
 * Simulated readers for programs that use {@code javax.smartcardio}. The tokens protect nothing.
 *
 * <pre>{@code
 * TerminalFactory factory =
 *     TerminalFactory.getInstance(SimulatorProvider.TYPE, null, new SimulatorProvider(readers));
 * }</pre>
 *
 * The provider behaves like the JDK's own: 61xx and 6Cxx are followed, an exclusive card belongs to
 * the thread that asked for it.
 */
public final class SimulatorProvider extends Provider {
  @Serial private static final long serialVersionUID = 1L;

  /** The type of the terminal factory. */
  public static final String TYPE = "Countersign-Simulator";

  private static final String NAME = "CountersignSimulator";
  private static final String VERSION = "0.1";
  private static final String SERVICE = "TerminalFactory";

  /**
   * Creates a provider over these readers. It need not be registered.
   *
   * @param readers the readers; the provider does not close them
   */
  @SuppressWarnings("this-escape") // the service is stored, not used
  public SimulatorProvider(SimulatedReaders readers) {
    super(NAME, VERSION, "Simulated smart card readers; they protect nothing");
    putService(new FactoryService(this, readers));
  }

  private static final class FactoryService extends Service {
    private final SimulatedReaders readers;

    FactoryService(Provider provider, SimulatedReaders readers) {
      super(provider, SERVICE, TYPE, Factory.class.getName(), List.of(), Map.of());
      this.readers = readers;
    }

    @Override
    public Object newInstance(@Nullable Object parameter) {
      return new Factory(readers);
    }
  }

  /** Creates the list of terminals. */
  private static final class Factory extends TerminalFactorySpi {
    private final SimulatedReaders readers;

    Factory(SimulatedReaders readers) {
      this.readers = readers;
    }

    @Override
    protected CardTerminals engineTerminals() {
      return new SimulatedTerminals(readers);
    }
  }
}
