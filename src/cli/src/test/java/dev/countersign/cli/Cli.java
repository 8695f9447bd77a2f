package dev.countersign.cli;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Presence;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenDriver;
import dev.countersign.device.TokenSource;
import dev.countersign.fido.hid.HidSecurityKeys;
import dev.countersign.host.pcsc.PcscDiagnosis;
import dev.countersign.host.pin.Dialogue;
import dev.countersign.host.pin.LiveScreen;
import dev.countersign.host.pkcs11.Pkcs11Source;
import dev.countersign.host.time.TimeAnswer;
import dev.countersign.host.time.TimeServer;
import dev.countersign.host.time.TimeSource;
import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SettableClock;
import dev.countersign.simulator.SimulatedHidSource;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.HidDevice;
import dev.countersign.wire.HidSource;
import dev.countersign.wire.Reader;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Runs commands in this process, with a directory, a time and simulated tokens of its own. */
final class Cli {
  static final String FACTORY_PIN = "123456";
  static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");

  final Path directory;
  final Map<String, String> environment = new HashMap<>();
  final List<PinRequest> asked = new ArrayList<>();
  PinEntry person = PinEntry.none();

  /** The PKCS#11 modules of this machine are not looked into unless a test says so. */
  Function<List<Path>, TokenSource> modules = places -> new Pkcs11Source(List::of, List::of);

  /** Security keys on USB. */
  final SimulatedHidSource keys = new SimulatedHidSource();

  ChannelSource readers = new SimulatedReaders();
  PcscDiagnosis diagnosis = new PcscDiagnosis(List.of());
  TimeAnswer time = new TimeAnswer.Silent("the test asks nobody");
  byte[] input = new byte[0];

  /** What is read after {@link #input}, by a person who takes time for it. */
  InputStream later = InputStream.nullInputStream();

  final SettableClock clock = new SettableClock(NOW);
  Sleeper sleeper = clock::advance;
  boolean personSeesErrors;
  boolean personSeesOutput;
  @Nullable Dialogue dialogue;
  @Nullable LiveScreen screen;

  Cli(Path directory) {
    this.directory = directory;
    environment.put("COUNTERSIGN_HOME", directory.resolve("home").toString());
  }

  /** How a command ended. */
  record Result(int code, String out, String err) {}

  Result run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    return run(out, out, new ByteArrayOutputStream(), arguments);
  }

  /** Runs a command at a terminal; what stands there then. */
  String atTerminal(String... arguments) {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    return run(screen, screen, screen, arguments).out();
  }

  /** Runs a command whose reader went away before it printed anything. */
  Result runWithoutReader(String... arguments) {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    return run(closed, new ByteArrayOutputStream(), new ByteArrayOutputStream(), arguments);
  }

  /** Runs a command whose output goes there; its exit code. */
  int runInto(OutputStream stream, String... arguments) {
    return run(stream, new ByteArrayOutputStream(), new ByteArrayOutputStream(), arguments).code();
  }

  private Result run(
      OutputStream stream,
      ByteArrayOutputStream out,
      ByteArrayOutputStream err,
      String... arguments) {
    Surroundings surroundings =
        new Surroundings(
            environment,
            new SequenceInputStream(new ByteArrayInputStream(input), lent(later)),
            new PrintStream(new BufferedOutputStream(stream), false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            personSeesErrors,
            personSeesOutput,
            clock,
            time -> sleeper.sleep(time),
            SecureRandom::new,
            () -> List.of(new Lent(readers)),
            places -> modules.apply(places),
            () -> new HidSecurityKeys(List.of(new LentKeys(keys))),
            Cli::drivers,
            () -> diagnosis.findings(),
            this::timeSource,
            () -> person,
            Presence::silent,
            () -> Optional.ofNullable(dialogue),
            () -> Optional.ofNullable(screen));
    int code = CommandLineRun.run(surroundings, arguments);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The real ones, and the one of {@link FakeSlots}. */
  private static List<TokenDriver> drivers(Predicate<String> kinds) {
    List<TokenDriver> drivers = new ArrayList<>(Drivers.of(kinds));
    if (kinds.test("otp")) {
      drivers.add(new FakeOtpDriver());
    }
    return drivers;
  }

  private TimeSource timeSource(TimeServer server) {
    return new TimeSource() {
      @Override
      public String name() {
        return server.toString();
      }

      @Override
      public TimeAnswer ask() {
        return time;
      }
    };
  }

  /** Runs a command that has to work; what it printed. */
  String ok(String... arguments) {
    Result result = run(arguments);
    if (result.code() != 0) {
      throw new AssertionError(String.join(" ", arguments) + " failed: " + result);
    }
    return result.out();
  }

  /** A person who types this, whatever is asked. */
  void types(String secret) {
    person =
        request -> {
          asked.add(request);
          return Secret.copyOf(secret.toCharArray());
        };
  }

  /** Plugs a new token in beside those that are there. */
  VirtualToken plug(Profile profile, long serial, String faults) {
    return plug(profile, serial, faults, TokenStorage.memory());
  }

  VirtualToken plug(Profile profile, long serial, String faults, TokenStorage storage) {
    VirtualToken token =
        VirtualToken.builder(profile)
            .serial(serial)
            .world(World.deterministic(serial))
            .faults(FaultSchedule.parse(faults))
            .storage(storage)
            .build();
    ((SimulatedReaders) readers).insert(token);
    return token;
  }

  /** Plugs a new security key into USB beside those that are there. */
  VirtualToken plugKey(Profile profile, long serial, String faults) {
    VirtualToken token =
        VirtualToken.builder(profile)
            .serial(serial)
            .world(World.deterministic(serial))
            .faults(FaultSchedule.parse(faults))
            .build();
    keys.insert(token);
    return token;
  }

  /** A file in the test's directory that only its owner can read. */
  String file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  String file(String name, byte[] content) {
    try {
      Path file = directory.resolve(name);
      Files.write(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return file.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String path(String name) {
    return directory.resolve(name).toString();
  }

  /** The same input for one command after the other, each of which closes what it read. */
  private static InputStream lent(InputStream stream) {
    return new FilterInputStream(stream) {
      @Override
      public void close() {
        // the test closes it
      }
    };
  }

  /** The same keys for one command after the other. */
  private record LentKeys(HidSource source) implements HidSource {
    @Override
    public String name() {
      return source.name();
    }

    @Override
    public List<HidDevice> devices() throws ChannelException {
      return source.devices();
    }

    @Override
    public ChannelSource.Watch watch(Consumer<ChannelEvent> listener) {
      return source.watch(listener);
    }

    @Override
    public void close() {
      // the test closes them
    }
  }

  /** The same readers for one command after the other. */
  private record Lent(ChannelSource source) implements ChannelSource {
    @Override
    public String name() {
      return source.name();
    }

    @Override
    public List<Reader> readers() throws ChannelException {
      return source.readers();
    }

    @Override
    public Watch watch(Consumer<ChannelEvent> listener) {
      return source.watch(listener);
    }

    @Override
    public void close() {
      // the test closes them
    }
  }
}
