package dev.countersign.junit.recovery;

import dev.countersign.device.PinManagement;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ForwardingChannel;
import dev.countersign.wire.Reader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A copy of a prepared token in a reader, and a program that goes on whatever happens to it. */
final class FaultBench implements AutoCloseable {
  static final long SERIAL = 44444444;
  private static final String READER = "Bench 00 00";

  private final Records records;
  private final SimulatedReaders readers = new SimulatedReaders();
  private final VirtualToken token;
  private final Tokens tokens;
  private int commands;

  final ScriptedPins pins = ScriptedPins.factory();

  /** What a token keeps, which can be copied. */
  static final class Records implements TokenStorage {
    private final Map<String, byte[]> records = new HashMap<>();

    Records copy() {
      Records copy = new Records();
      records.forEach((name, record) -> copy.records.put(name, record.clone()));
      return copy;
    }

    /** The same bytes, whatever name. */
    boolean sameAs(Records other) {
      return records.keySet().equals(other.records.keySet())
          && records.entrySet().stream()
              .allMatch(
                  entry ->
                      java.util.Arrays.equals(entry.getValue(), other.records.get(entry.getKey())));
    }

    @Override
    public Optional<byte[]> read(String name) {
      return Optional.ofNullable(records.get(name)).map(byte[]::clone);
    }

    @Override
    public void write(String name, byte[] record) {
      records.put(name, record.clone());
    }

    @Override
    public void close() {}
  }

  /** A token with these records, which stay as they are, or a new one where there are none. */
  FaultBench(Profile profile, Records from) {
    records = from.copy();
    token =
        VirtualToken.builder(profile)
            .serial(SERIAL)
            .world(World.deterministic(profile.ordinal()))
            .storage(records)
            .build();
    readers.addReader(READER);
    readers.insert(token, READER);
    tokens = Tokens.builder().source(readers.decorated(Counting::new)).pinEntry(pins).open();
  }

  private final class Counting extends ForwardingChannel {
    Counting(ApduChannel channel) {
      super(channel);
    }

    @Override
    public byte[] transceive(byte[] command) throws ChannelException {
      commands++;
      return super.transceive(command);
    }
  }

  Tokens tokens() {
    return tokens;
  }

  Token token() {
    return tokens.find(TokenUri.of("piv"));
  }

  SimulatedReaders readers() {
    return readers;
  }

  VirtualToken card() {
    return token;
  }

  Records records() {
    return records.copy();
  }

  /** The fault comes with the n-th command from now on. */
  void inject(String fault, int n) {
    commands = 0;
    token.injectFaults(FaultSchedule.parse(fault + "@" + n));
  }

  /** Commands since the fault was injected. */
  int commands() {
    return commands;
  }

  /** No fault is left, and the token is in. */
  void restore() {
    token.injectFaults(FaultSchedule.none());
    if (readers.readers().stream().noneMatch(Reader::present)) {
      readers.insert(token, READER);
    }
  }

  /** A copy of the token as it is now, to look into and to spoil. */
  FaultBench copy() {
    return new FaultBench(token.profile(), records);
  }

  /** Whether this is the PIN; looked up in a copy, since it may cost a try. */
  boolean pinIs(String pin) {
    return opens(
        management -> {
          try (Secret secret = secret(pin)) {
            management.changePin(secret, secret);
          }
        });
  }

  /** Whether this is the PUK; looked up in a copy. */
  boolean pukIs(String puk) {
    return opens(
        management -> {
          try (Secret secret = secret(puk)) {
            management.changePuk(secret, secret);
          }
        });
  }

  private boolean opens(java.util.function.Consumer<PinManagement> attempt) {
    try (FaultBench copy = copy()) {
      attempt.accept(copy.token().require(PinManagement.class));
      return true;
    } catch (TokenException.WrongPin | TokenException.PinBlocked e) {
      return false;
    }
  }

  /** Whether this management key, in hexadecimal, is the token's; looked up in a copy. */
  boolean managementKeyIs(String key) {
    try (FaultBench copy = copy()) {
      copy.pins.answer(PinRequest.Kind.MANAGEMENT_KEY, key);
      Operation.writeObject(copy, new byte[] {9});
      return true;
    } catch (TokenException.WrongPin | TokenException.PinNotGiven e) {
      return false;
    }
  }

  int triesLeft() {
    try (FaultBench copy = copy()) {
      return copy.token().require(PinManagement.class).pinAttemptsLeft().orElse(-1);
    }
  }

  static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    tokens.close();
    readers.close();
    token.close();
  }
}
