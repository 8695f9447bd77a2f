package dev.countersign.host.pcsc;

import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CardTerminals;
import org.jspecify.annotations.Nullable;

/**
 * Watches the readers from a thread and a context of its own. The libraries wake up for changes
 * that concern nobody, so what is reported is the difference between what was there and what is.
 */
final class ReaderWatch implements ChannelSource.Watch {
  /**
   * The longest wait within the native library. It cannot be cancelled, so this is how long the
   * thread of a closed watch may live on.
   */
  private static final Duration WAIT = Duration.ofSeconds(1);

  /** Between attempts to reach a service that is away. */
  private static final Duration RETRY = Duration.ofMillis(300);

  private final BackendSupplier backend;
  private final String source;
  private final Predicate<String> wanted;
  private final Consumer<ChannelEvent> listener;
  private final Executor deliverer;
  private final Collection<ReaderWatch> register;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ReentrantLock delivery = new ReentrantLock();
  private boolean closed;
  private Set<String> present = Set.of();
  private boolean lost;

  ReaderWatch(
      BackendSupplier backend,
      String source,
      Predicate<String> wanted,
      Consumer<ChannelEvent> listener,
      Executor deliverer,
      Collection<ReaderWatch> register) {
    this.backend = backend;
    this.source = source;
    this.wanted = wanted;
    this.listener = listener;
    this.deliverer = deliverer;
    this.register = register;
  }

  @FunctionalInterface
  interface BackendSupplier {
    Backend get() throws ChannelException;
  }

  /** Notes what is there now, then watches from a thread of its own. */
  void start() {
    Backend.@Nullable Context context = null;
    try {
      context = open();
      present = look(context);
    } catch (CardException | ChannelException | RuntimeException e) {
      context = close(context);
      serviceLost();
    }
    Backend.@Nullable Context first = context;
    Threads.daemon("countersign-pcsc-watch", () -> run(first)).start();
  }

  private Backend.Context open() throws CardException, ChannelException {
    Backend.Context context = backend.get().open();
    boolean primed = false;
    try {
      // The first call returns at once and says nothing.
      context.terminals().waitForChange(1);
      primed = true;
      return context;
    } finally {
      if (!primed) {
        context.close();
      }
    }
  }

  private void run(Backend.@Nullable Context first) {
    Backend.@Nullable Context context = first;
    while (ended.getCount() != 0) {
      try {
        if (context == null) {
          context = open();
          Set<String> there = look(context);
          serviceBack();
          report(there, Set.of());
        }
        if (context.terminals().waitForChange(WAIT.toMillis())) {
          Set<String> swapped = swapped(context);
          report(look(context), swapped);
        }
      } catch (CardException | ChannelException | RuntimeException e) {
        context = close(context);
        serviceLost();
        pause();
      }
    }
    close(context);
  }

  private static Backend.@Nullable Context close(Backend.@Nullable Context context) {
    if (context != null) {
      context.close();
    }
    return null;
  }

  private void pause() {
    try {
      ended.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but to end it.
      ended.countDown();
    }
  }

  private Set<String> look(Backend.Context context) throws CardException {
    return names(context, CardTerminals.State.CARD_PRESENT);
  }

  /** Readers whose card was taken out and put in between two looks. */
  private Set<String> swapped(Backend.Context context) throws CardException {
    Set<String> both = names(context, CardTerminals.State.CARD_REMOVAL);
    both.retainAll(names(context, CardTerminals.State.CARD_INSERTION));
    return both;
  }

  private Set<String> names(Backend.Context context, CardTerminals.State state)
      throws CardException {
    Set<String> names = new TreeSet<>();
    for (CardTerminal terminal : context.terminals().list(state)) {
      if (wanted.test(terminal.getName())) {
        names.add(terminal.getName());
      }
    }
    return names;
  }

  private void report(Set<String> now, Set<String> swapped) {
    Set<String> before = present;
    present = now;
    for (String reader : before) {
      if (!now.contains(reader) || swapped.contains(reader)) {
        publish(ChannelEvent.Kind.REMOVED, reader);
      }
    }
    Set<String> stayed = new HashSet<>(before);
    stayed.removeAll(swapped);
    for (String reader : now) {
      if (!stayed.contains(reader)) {
        publish(ChannelEvent.Kind.INSERTED, reader);
      }
    }
  }

  private void serviceLost() {
    if (!lost) {
      lost = true;
      present = Set.of();
      publish(ChannelEvent.Kind.SERVICE_LOST, source);
    }
  }

  private void serviceBack() {
    if (lost) {
      lost = false;
      publish(ChannelEvent.Kind.SERVICE_BACK, source);
    }
  }

  /** Reports a reset that a connection noticed. Returns at once. */
  void reset(String reader) {
    publish(ChannelEvent.Kind.RESET, reader);
  }

  private void publish(ChannelEvent.Kind kind, String reader) {
    ChannelEvent event = new ChannelEvent(kind, reader);
    try {
      deliverer.execute(() -> deliver(event));
    } catch (RejectedExecutionException e) {
      // The source was closed.
      ended.countDown();
    }
  }

  private void deliver(ChannelEvent event) {
    delivery.lock();
    try {
      if (!closed) {
        listener.accept(event);
      }
    } finally {
      delivery.unlock();
    }
  }

  @Override
  public void close() {
    delivery.lock();
    try {
      closed = true;
    } finally {
      delivery.unlock();
    }
    ended.countDown();
    register.remove(this);
  }
}
