package dev.countersign.host.pcsc;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Holder;
import dev.countersign.wire.Reader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CardTerminals;
import javax.smartcardio.TerminalFactory;
import org.jspecify.annotations.Nullable;

/**
 * The readers of the PC/SC service. Cards are shared with other programs and never reset; listing
 * readers sends nothing to any card.
 *
 * <p>Each connection and each watch has a context of its own with the service, so that none waits
 * for another, and a restarted service is found again by the next call.
 */
public final class PcscSource implements ChannelSource {
  private final Predicate<String> wanted;
  private final Chooser chooser;
  private final Set<PcscChannel> channels = new HashSet<>();
  private final List<ReaderWatch> watches = new CopyOnWriteArrayList<>();
  private final Object guard = new Object();
  private @Nullable BackendChoice choice;
  private @Nullable ExecutorService deliverer;
  private boolean closed;

  /** All readers. Nothing is loaded or connected yet. */
  public PcscSource() {
    this(reader -> true);
  }

  /**
   * Some readers; the others are not listed, not watched and never connected to.
   *
   * @param wanted which readers, by name
   */
  public PcscSource(Predicate<String> wanted) {
    this(wanted, BackendChoice::make);
  }

  PcscSource(Predicate<String> wanted, Chooser chooser) {
    this.wanted = wanted;
    this.chooser = chooser;
  }

  /**
   * The readers of a given {@code javax.smartcardio} provider.
   *
   * @param factory where its terminals come from
   */
  public static PcscSource over(TerminalFactory factory) {
    return new PcscSource(
        reader -> true,
        () -> new BackendChoice(new SmartcardioBackend(factory), "it was asked for"));
  }

  @FunctionalInterface
  interface Chooser {
    BackendChoice choose() throws ChannelException;
  }

  /**
   * Loads what every source needs and asks nothing of the service: for a program that has other
   * work to do meanwhile, on a thread of its own. What goes wrong is told by whoever uses a source.
   */
  public static void loadAhead() {
    try {
      BackendChoice.make();
    } catch (ChannelException | LinkageError e) {
      return; // to be told when it is needed
    }
  }

  @Override
  public String name() {
    return "pcsc";
  }

  @Override
  public List<Reader> readers() throws ChannelException {
    Backend backend = choice().backend();
    try (Backend.Context context = backend.open()) {
      Set<String> present = names(context, CardTerminals.State.CARD_PRESENT);
      List<Reader> readers = new ArrayList<>();
      for (CardTerminal terminal : context.terminals().list(CardTerminals.State.ALL)) {
        String reader = terminal.getName();
        if (wanted.test(reader)) {
          readers.add(new PcscReader(reader, present.contains(reader)));
        }
      }
      return readers;
    } catch (CardException | RuntimeException e) {
      throw Failures.translate(e, "listing readers");
    }
  }

  private static Set<String> names(Backend.Context context, CardTerminals.State state)
      throws CardException {
    Set<String> names = new HashSet<>();
    for (CardTerminal terminal : context.terminals().list(state)) {
      names.add(terminal.getName());
    }
    return names;
  }

  @Override
  public Watch watch(Consumer<ChannelEvent> listener) {
    synchronized (guard) {
      requireOpen();
      if (deliverer == null) {
        deliverer = Threads.singleDaemon("countersign-pcsc-events");
      }
      ReaderWatch watch =
          new ReaderWatch(() -> choice().backend(), name(), wanted, listener, deliverer, watches);
      watches.add(watch);
      watch.start();
      return watch;
    }
  }

  /** Which library is used and why, choosing it now when that was not done yet. */
  BackendChoice choice() throws ChannelException {
    synchronized (guard) {
      requireOpen();
      if (choice == null) {
        choice = chooser.choose();
      }
      return choice;
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the source was closed");
    }
  }

  @Override
  public void close() {
    List<PcscChannel> open;
    synchronized (guard) {
      closed = true;
      open = List.copyOf(channels);
      channels.clear();
    }
    watches.forEach(ReaderWatch::close);
    open.forEach(PcscChannel::close);
    synchronized (guard) {
      if (deliverer != null) {
        deliverer.shutdown();
      }
    }
  }

  private ApduChannel connect(String reader) throws ChannelException {
    PcscChannel channel =
        PcscChannel.connect(
            choice().backend(),
            reader,
            () -> watches.forEach(watch -> watch.reset(reader)),
            this::forget);
    synchronized (guard) {
      if (!closed) {
        channels.add(channel);
        return channel;
      }
    }
    channel.close();
    throw new IllegalStateException("the source was closed");
  }

  private void forget(PcscChannel channel) {
    synchronized (guard) {
      channels.remove(channel);
    }
  }

  private final class PcscReader implements Reader {
    private final String name;
    private final boolean present;

    PcscReader(String name, boolean present) {
      this.name = name;
      this.present = present;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean present() {
      return present;
    }

    @Override
    public ApduChannel connect() throws ChannelException {
      return PcscSource.this.connect(name);
    }

    @Override
    public Optional<Holder> holder() {
      return new CardHolders(CardHolders.PROC, ProcessHandle.current().pid()).find();
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
