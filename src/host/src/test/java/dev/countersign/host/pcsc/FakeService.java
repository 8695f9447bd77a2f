package dev.countersign.host.pcsc;

import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.smartcardio.ATR;
import javax.smartcardio.Card;
import javax.smartcardio.CardChannel;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CardTerminals;
import javax.smartcardio.CommandAPDU;
import javax.smartcardio.ResponseAPDU;
import javax.smartcardio.TerminalFactory;
import javax.smartcardio.TerminalFactorySpi;
import jnasmartcardio.Smartcardio.JnaPCSCException;

/** A smart card service in memory: a {@code javax.smartcardio} provider that does as it is told. */
final class FakeService implements Backend {
  static final long NO_SERVICE = 0x8010001DL;
  static final long RESET = 0x80100068L;

  final Map<String, Slot> slots = new LinkedHashMap<>();
  int openContexts;
  private boolean running = true;
  private int changes;

  /** A reader and what is in it. */
  final class Slot {
    final String name;
    boolean present;
    int counter;
    String protocol = "T=1";
    byte[] atr = VpcdCard.ATR_EXTENDED;

    /** What happens next: {@code byte[]}, an error code, or a RuntimeException. */
    final Deque<Object> next = new ArrayDeque<>();

    /** What happens at the next connection: an error code. */
    final Deque<Long> nextConnect = new ArrayDeque<>();

    /** What happens at the next transaction: an error code. */
    final Deque<Long> nextBegin = new ArrayDeque<>();

    final List<String> log = new ArrayList<>();

    Slot(String name) {
      this.name = name;
    }

    Slot insert() {
      return change(true);
    }

    Slot remove() {
      return change(false);
    }

    private Slot change(boolean nowPresent) {
      synchronized (FakeService.this) {
        present = nowPresent;
        counter++;
        wake();
        return this;
      }
    }

    /** Takes the card out and puts it in faster than anybody looks. */
    void swap() {
      synchronized (FakeService.this) {
        counter += 2;
        wake();
      }
    }
  }

  synchronized Slot add(String name) {
    Slot slot = new Slot(name);
    slots.put(name, slot);
    wake();
    return slot;
  }

  synchronized void removeReader(String name) {
    slots.remove(name);
    wake();
  }

  /** Wakes everybody up; spuriously, when nothing changed. */
  synchronized void wake() {
    changes++;
    notifyAll();
  }

  synchronized void stop() {
    running = false;
    wake();
  }

  synchronized void start() {
    running = true;
    wake();
  }

  private static JnaPCSCException error(long code) {
    return new JnaPCSCException(code, "got response 0x%x".formatted(code));
  }

  private void requireRunning() throws CardException {
    if (!running) {
      throw error(NO_SERVICE);
    }
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public synchronized Context open() throws CardException {
    requireRunning();
    openContexts++;
    CardTerminals terminals = new Terminals();
    return new Context() {
      private boolean closed;

      @Override
      public CardTerminals terminals() {
        return terminals;
      }

      @Override
      public void close() {
        synchronized (FakeService.this) {
          if (!closed) {
            closed = true;
            openContexts--;
            FakeService.this.notifyAll();
          }
        }
      }
    };
  }

  @Override
  public Exchange exchange(Card card) {
    return new SmartcardioBackend(factory()).exchange(card);
  }

  @Override
  public boolean threadBound() {
    return false;
  }

  PcscSource source() {
    return new PcscSource(reader -> true, () -> new BackendChoice(this, "test"));
  }

  /** The same as a factory that any program could be given. */
  TerminalFactory factory() {
    try {
      return TerminalFactory.getInstance("Fake", null, new FakeProvider());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class FakeProvider extends Provider {
    private static final long serialVersionUID = 1L;

    FakeProvider() {
      super("FakeProvider", "1", "a service in memory");
      putService(
          new Service(this, "TerminalFactory", "Fake", "none", null, null) {
            @Override
            public Object newInstance(Object parameter) {
              return new TerminalFactorySpi() {
                @Override
                protected CardTerminals engineTerminals() {
                  return new Terminals();
                }
              };
            }
          });
    }
  }

  private final class Terminals extends CardTerminals {
    private final Map<String, Integer> before = new HashMap<>();
    private Map<String, Integer> seen = new HashMap<>();
    private int seenChanges = -1;

    @Override
    public List<CardTerminal> list(State state) throws CardException {
      synchronized (FakeService.this) {
        requireRunning();
        List<CardTerminal> listed = new ArrayList<>();
        for (Slot slot : slots.values()) {
          boolean in =
              switch (state) {
                case ALL -> true;
                case CARD_PRESENT -> slot.present;
                case CARD_ABSENT -> !slot.present;
                case CARD_INSERTION, CARD_REMOVAL ->
                    before.containsKey(slot.name)
                        && slot.counter - before.get(slot.name)
                            >= ((state == State.CARD_INSERTION) == slot.present ? 1 : 2);
              };
          if (in) {
            listed.add(new Terminal(slot));
          }
        }
        return listed;
      }
    }

    @Override
    public boolean waitForChange(long timeout) throws CardException {
      synchronized (FakeService.this) {
        long end = System.nanoTime() + timeout * 1_000_000;
        try {
          while (running && seenChanges == changes && System.nanoTime() < end) {
            FakeService.this.wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
          }
        } catch (InterruptedException e) {
          throw new CardException(e);
        }
        requireRunning();
        boolean changed = seenChanges != changes;
        seenChanges = changes;
        before.clear();
        before.putAll(seen);
        seen = new HashMap<>();
        slots.values().forEach(slot -> seen.put(slot.name, slot.counter));
        return changed;
      }
    }
  }

  private final class Terminal extends CardTerminal {
    private final Slot slot;

    Terminal(Slot slot) {
      this.slot = slot;
    }

    @Override
    public String getName() {
      return slot.name;
    }

    @Override
    public Card connect(String protocol) throws CardException {
      synchronized (FakeService.this) {
        requireRunning();
        Long code = slot.nextConnect.poll();
        if (code != null) {
          throw error(code);
        }
        if (!slot.present) {
          throw error(0x8010000CL);
        }
        slot.log.add("connect " + protocol);
        return new FakeCard(slot, slot.atr);
      }
    }

    @Override
    public boolean isCardPresent() {
      return slot.present;
    }

    @Override
    public boolean waitForCardPresent(long timeout) {
      return slot.present;
    }

    @Override
    public boolean waitForCardAbsent(long timeout) throws CardException {
      synchronized (FakeService.this) {
        requireRunning();
        return !slot.present;
      }
    }
  }

  private static final class FakeCard extends Card {
    private final Slot slot;
    private final byte[] atr;

    FakeCard(Slot slot, byte[] atr) {
      this.slot = slot;
      this.atr = atr;
    }

    @Override
    public ATR getATR() {
      return new ATR(atr);
    }

    @Override
    public String getProtocol() {
      return slot.protocol;
    }

    @Override
    public CardChannel getBasicChannel() {
      return new Channel(this);
    }

    @Override
    public CardChannel openLogicalChannel() throws CardException {
      throw new CardException("there is one channel");
    }

    @Override
    public void beginExclusive() throws CardException {
      Long code = slot.nextBegin.poll();
      if (code != null) {
        throw error(code);
      }
      slot.log.add("begin");
    }

    @Override
    public void endExclusive() {
      slot.log.add("end");
    }

    @Override
    public byte[] transmitControlCommand(int code, byte[] command) throws CardException {
      throw new CardException("nothing to control");
    }

    @Override
    public void disconnect(boolean reset) {
      slot.log.add(reset ? "disconnect and reset" : "disconnect");
    }
  }

  private static final class Channel extends CardChannel {
    private final FakeCard card;

    Channel(FakeCard card) {
      this.card = card;
    }

    @Override
    public Card getCard() {
      return card;
    }

    @Override
    public int getChannelNumber() {
      return 0;
    }

    @Override
    public ResponseAPDU transmit(CommandAPDU command) throws CardException {
      throw new CardException("nobody uses this form");
    }

    @Override
    public int transmit(ByteBuffer command, ByteBuffer response) throws CardException {
      byte[] bytes = new byte[command.remaining()];
      command.get(bytes);
      card.slot.log.add(HexFormat.of().withUpperCase().formatHex(bytes));
      Object next = card.slot.next.poll();
      if (next instanceof Long code) {
        throw error(code);
      }
      if (next instanceof RuntimeException e) {
        throw e;
      }
      byte[] answer = next == null ? new byte[] {(byte) 0x90, 0x00} : (byte[]) next;
      response.put(answer);
      return answer.length;
    }

    @Override
    public void close() {}
  }
}
