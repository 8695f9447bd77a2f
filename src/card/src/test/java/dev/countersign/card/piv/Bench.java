package dev.countersign.card.piv;

import dev.countersign.card.apdu.CountingChannel;
import dev.countersign.device.Lane;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Ports;
import dev.countersign.device.Presence;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedPresence;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** A simulated token in a reader, with every command counted. */
final class Bench implements AutoCloseable {
  static final String PIN = "123456";
  private static final String READER = "Bench 00 00";
  static final String PUK = "12345678";
  static final byte[] MANAGEMENT_KEY = HexFormat.of().parseHex("0102030405060708".repeat(3));

  private final SimulatedReaders readers = new SimulatedReaders();
  private final List<String> commands = new ArrayList<>();
  private final List<PinRequest> requests = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private final World world;
  private final VirtualToken token;
  private final Profile profile;
  private PinEntry pins = this::answer;
  private String pin = PIN;
  private Runnable beforeEachCommand = () -> {};
  private int accepted;
  private int rejected;
  private Tokens tokens;

  Bench(Profile profile) {
    this(profile, SimulatedPresence.ALWAYS);
  }

  Bench(Profile profile, SimulatedPresence presence) {
    this.profile = profile;
    world = World.builder().seed(profile.ordinal() + 1).presence(presence).build();
    token = newToken(12345678);
    readers.addReader(READER);
    insert(token);
    tokens = open();
  }

  void insert(VirtualToken other) {
    readers.insert(other, READER);
  }

  VirtualToken newToken(long serial) {
    return VirtualToken.builder(profile).serial(serial).world(world).build();
  }

  private Tokens open() {
    return Tokens.builder()
        .source(new Counting(readers, this::sent))
        .driver(new PivDriver())
        .pinEntry(new Entry())
        .presence(this::notice)
        .random(new SecureRandom())
        .open();
  }

  /** A lane of its own to the first reader, whose transaction can be ended at will. */
  Lane lane() {
    try {
      return new Lane(new Counting(readers, this::sent).readers().get(0));
    } catch (ChannelException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The token on a lane. */
  Token piv(Lane lane) {
    return new PivDriver().recognise(lane, ports()).orElseThrow();
  }

  Ports ports() {
    return new Ports(Clock.systemUTC(), new SecureRandom(), new Entry(), this::notice);
  }

  private Presence.Notice notice(String name, String purpose, boolean certain) {
    notices.add((certain ? "touch: " : "maybe touch: ") + purpose);
    return () -> notices.add("done");
  }

  /** As after the program was started again. */
  void restart() {
    tokens.close();
    if (readers.readers().stream().noneMatch(Reader::present)) {
      insert(token);
    }
    token.reset();
    tokens = open();
    commands.clear();
    requests.clear();
  }

  private void sent(String command) {
    commands.add(command);
    beforeEachCommand.run();
  }

  private final class Entry implements PinEntry {
    @Override
    public Secret enter(PinRequest request) {
      requests.add(request);
      return pins.enter(request);
    }

    @Override
    public void accepted(PinRequest request) {
      accepted++;
      pins.accepted(request);
    }

    @Override
    public void rejected(PinRequest request) {
      rejected++;
      pins.rejected(request);
    }
  }

  private Secret answer(PinRequest request) {
    return switch (request.kind()) {
      case PIN, NEW_PIN -> secret(pin);
      case PUK, NEW_PUK -> secret(PUK);
      case MANAGEMENT_KEY -> Secret.copyOf(MANAGEMENT_KEY);
      case PASSWORD, NEW_PASSWORD, SO_PIN, NEW_SO_PIN, NEW_USER_PIN ->
          throw new AssertionError("PIV has no " + request.kind());
    };
  }

  static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(StandardCharsets.US_ASCII));
  }

  static TokenUri slot(String slot) {
    return TokenUri.parse("piv:slot=" + slot);
  }

  Tokens tokens() {
    return tokens;
  }

  Token piv() {
    return tokens.find(TokenUri.of("piv"));
  }

  <C> C can(Class<C> capability) {
    return piv().require(capability);
  }

  VirtualToken token() {
    return token;
  }

  SimulatedReaders readers() {
    return readers;
  }

  void faults(String schedule) {
    token.injectFaults(FaultSchedule.parse(schedule));
  }

  void pin(String text) {
    pin = text;
  }

  void pins(PinEntry entry) {
    pins = entry;
  }

  void beforeEachCommand(Runnable action) {
    beforeEachCommand = action;
  }

  /** The bare card, past every reader: for looking and for playing another program. */
  byte[] raw(String command) {
    return token.transmit(HexFormat.of().parseHex(command.replace(" ", "")));
  }

  /** Another program selects the OTP application, or one that is not there. */
  void foreignSelect() {
    raw("00A4040007A0000005272001");
    raw("00A4040008A000000527200101");
  }

  List<String> commands() {
    return commands;
  }

  /**
   * Instructions of the commands so far, as INS and P2, chained blocks and GET RESPONSE left out.
   */
  List<String> instructions() {
    return commands.stream()
        .filter(c -> !c.startsWith("10") && !c.startsWith("00C0"))
        .map(c -> c.substring(2, 4))
        .toList();
  }

  List<PinRequest> requests() {
    return requests;
  }

  List<String> notices() {
    return notices;
  }

  int accepted() {
    return accepted;
  }

  int rejected() {
    return rejected;
  }

  /** Tries left as the card says, without costing one. */
  int triesLeft() {
    token.reset();
    raw("00A4040009A0000003080000100000");
    byte[] status = raw("0020008000");
    return status[0] == 0x63 ? status[1] & 0x0F : status[0] == 0x69 ? 0 : -1;
  }

  @Override
  public void close() {
    tokens.close();
    token.close();
  }

  private record Counting(ChannelSource source, Consumer<String> sent) implements ChannelSource {
    @Override
    public String name() {
      return source.name();
    }

    @Override
    public List<Reader> readers() throws ChannelException {
      return source.decorated(channel -> new CountingChannel(channel, sent)).readers();
    }

    @Override
    public Watch watch(Consumer<ChannelEvent> listener) {
      return source.watch(listener);
    }

    @Override
    public void close() {
      // the readers outlive a restart
    }
  }
}
