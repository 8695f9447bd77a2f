package dev.countersign.fido;

import dev.countersign.device.PinEntry;
import dev.countersign.device.Presence;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.Tokens;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.SecurityKeyPins;
import dev.countersign.simulator.SettableClock;
import dev.countersign.simulator.card.Memory;
import dev.countersign.simulator.card.SeededRandom;
import dev.countersign.simulator.card.Surroundings;
import dev.countersign.simulator.fido.Attention;
import dev.countersign.simulator.fido.FidoAuthenticator;
import dev.countersign.simulator.fido.FidoFeatures;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A simulated key in a reader that hands whole messages on, counts them, and changes answers where
 * a test wants that.
 */
public final class WiredKey implements ChannelSource, Reader, AutoCloseable {
  /** A PIN that the tests set. */
  public static final String PIN = "4711-alpha";

  private static final Attention PATIENT =
      new Attention() {
        @Override
        public void keepAlive(Status status) {}

        @Override
        public boolean cancelled() {
          return false;
        }
      };

  private final FidoAuthenticator authenticator;
  private final Volatile memory;
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final List<String> messages = new ArrayList<>();
  private final List<String> purposes = new ArrayList<>();
  private Predicate<String> person = purpose -> true;
  private Tamper tamper = (request, answer) -> answer;
  private int removedAt = Integer.MAX_VALUE;

  /** Changes answers. */
  @FunctionalInterface
  public interface Tamper {
    /** What is answered instead. */
    byte[] answer(byte[] request, byte[] answer);
  }

  /** A key of this make. */
  public WiredKey(FidoFeatures features) {
    this(features, new Volatile(), asking -> new Thread(asking, "person").start());
  }

  private WiredKey(FidoFeatures features, Volatile memory, Executor people) {
    this.memory = memory;
    try {
      authenticator =
          FidoAuthenticator.open(
              features,
              new Surroundings(
                  clock,
                  new SeededRandom(7),
                  purpose -> {
                    purposes.add(purpose);
                    return person.test(purpose);
                  }),
              memory,
              people);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Volatile implements Memory {
    private Optional<byte[]> record = Optional.empty();

    @Override
    public Optional<byte[]> load() {
      return record;
    }

    @Override
    public void save(byte[] state) {
      record = Optional.of(state.clone());
    }
  }

  /** What the key keeps, for {@link #quick}. */
  public byte[] record() {
    return memory.record.orElseThrow();
  }

  /**
   * A key of this make that has these records, for a test that makes thousands of them: the person
   * beside it never waits.
   */
  public static WiredKey quick(FidoFeatures features, byte[] record) {
    Volatile memory = new Volatile();
    memory.save(record);
    return new WiredKey(features, memory, Runnable::run);
  }

  /** What was sent since the last call: SELECT, or the command and subcommand in hexadecimal. */
  public List<String> messages() {
    List<String> sent = List.copyOf(messages);
    messages.clear();
    return sent;
  }

  /** What the person was asked for. */
  public List<String> purposes() {
    return purposes;
  }

  /** The person from now on. */
  public void person(Predicate<String> other) {
    person = other;
  }

  /** Changes answers from now on. */
  public void tamper(Tamper other) {
    tamper = other;
  }

  /** The key is pulled when this many more messages were answered. */
  public void removeAfter(int more) {
    removedAt = more;
  }

  /** The key is plugged in again. */
  public void plugIn() {
    removedAt = Integer.MAX_VALUE;
    authenticator.powerOff();
    authenticator.powerOn();
  }

  /** The clock of the key. */
  public SettableClock clock() {
    return clock;
  }

  /** The token, with an entry that always gives {@link #PIN}. */
  public Token token() {
    return token(request -> Secret.copyOf(PIN.toCharArray()));
  }

  /** The token with this entry. */
  public Token token(PinEntry entry) {
    return token(entry, Presence.silent());
  }

  /** The token with this entry and these notices. */
  public Token token(PinEntry entry, Presence presence) {
    Tokens tokens =
        Tokens.builder()
            .source(this)
            .driver(new FidoDriver())
            .pinEntry(entry)
            .presence(presence)
            .open();
    return tokens.of("fido").get(0);
  }

  /** Sets {@link #PIN}. */
  public static void setPin(Token token) {
    token.require(SecurityKeyPins.class).set(Secret.copyOf(PIN.toCharArray()));
  }

  /** What it does. */
  public SecurityKey key() {
    return token().require(SecurityKey.class);
  }

  @Override
  public String name() {
    return "wired";
  }

  @Override
  public List<Reader> readers() {
    return List.of(this);
  }

  @Override
  public Watch watch(Consumer<ChannelEvent> listener) {
    return () -> {};
  }

  @Override
  public boolean present() {
    return true;
  }

  @Override
  public boolean simulated() {
    return true;
  }

  @Override
  public ApduChannel connect() throws ChannelException {
    requireThere();
    return new Channel();
  }

  private void requireThere() throws ChannelException {
    if (removedAt <= 0) {
      throw new ChannelException(ChannelException.Kind.REMOVED, "pulled");
    }
  }

  @Override
  public void close() {}

  private final class Channel implements ApduChannel {
    private byte[] pending = new byte[0];
    private byte[] chained = new byte[0];

    @Override
    public byte[] transceive(byte[] command) throws ChannelException {
      requireThere();
      if ((command[0] & 0x10) != 0) {
        chained = concat(chained, Arrays.copyOfRange(command, 5, 5 + (command[4] & 0xFF)));
        return new byte[] {(byte) 0x90, 0};
      } else if (command[1] == (byte) 0xC0) {
        return part(command[4] & 0xFF);
      }
      removedAt--;
      byte[] whole = chained;
      chained = new byte[0];
      pending = execute(command, whole);
      return pending.length <= 258 ? pending : part(0);
    }

    private byte[] execute(byte[] command, byte[] before) {
      if (command[1] == (byte) 0xA4) {
        messages.add("SELECT");
        boolean fido = HexFormat.of().formatHex(command).contains("a0000006472f0001");
        return fido
            ? success("U2F_V2".getBytes(StandardCharsets.US_ASCII))
            : new byte[] {0x6A, (byte) 0x82};
      } else if (command[1] == 0x10) {
        byte[] request = concat(before, Arrays.copyOfRange(command, 5, 5 + (command[4] & 0xFF)));
        messages.add(named(request));
        return success(tamper.answer(request, authenticator.ctap2(request, PATIENT)));
      }
      messages.add("U2F %02x %02x".formatted(command[1], command[2]));
      return tamper.answer(command, authenticator.u2f(command, PATIENT));
    }

    private byte[] part(int length) {
      int most = Math.min(length == 0 ? 256 : length, pending.length - 2);
      byte[] data = Arrays.copyOf(pending, most + 2);
      pending = Arrays.copyOfRange(pending, most, pending.length);
      int left = pending.length - 2;
      if (left > 0) {
        data[most] = 0x61;
        data[most + 1] = (byte) Math.min(left, 255);
      } else {
        System.arraycopy(pending, pending.length - 2, data, most, 2);
      }
      return data;
    }

    @Override
    public byte[] atr() {
      return new byte[0];
    }

    @Override
    public boolean extendedLength() {
      return false;
    }

    @Override
    public void close() {}
  }

  /** The command, and the subcommand of those that have one first. */
  private static String named(byte[] request) {
    int command = request[0];
    boolean sub = command == 0x06 || command == 0x0A || command == 0x0D;
    if (!sub) {
      return "%02x".formatted(command);
    }
    int at = command == 0x06 && request[2] == 1 ? 5 : 3;
    return "%02x.%d".formatted(command, request[at]);
  }

  private static byte[] success(byte[] data) {
    return concat(data, new byte[] {(byte) 0x90, 0});
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
