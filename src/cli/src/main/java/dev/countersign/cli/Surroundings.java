package dev.countersign.cli;

import dev.countersign.device.PinEntry;
import dev.countersign.device.Presence;
import dev.countersign.device.TokenDriver;
import dev.countersign.device.TokenSource;
import dev.countersign.fido.hid.HidSecurityKeys;
import dev.countersign.host.hid.HidDiagnosis;
import dev.countersign.host.pcsc.PcscDiagnosis;
import dev.countersign.host.pcsc.PcscSource;
import dev.countersign.host.pin.Dialogue;
import dev.countersign.host.pin.LiveScreen;
import dev.countersign.host.pin.PinEntries;
import dev.countersign.host.pin.TerminalPresence;
import dev.countersign.host.pkcs11.Pkcs11Source;
import dev.countersign.host.time.SntpSource;
import dev.countersign.host.time.TimeServer;
import dev.countersign.host.time.TimeSource;
import dev.countersign.wire.ChannelSource;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All that the command takes from the outside, so that a test can put something else in its place.
 *
 * @param environment the environment variables
 * @param in standard input
 * @param out standard output: results only
 * @param err standard error: everything else
 * @param showsProgress whether a person sees standard error, and nothing else in between
 * @param personSeesErrors whether a person sees standard error, in whatever else is between
 * @param personSeesOutput whether a person sees standard output
 * @param clock the time
 * @param sleeper how it is waited for
 * @param random randomness
 * @param readers where tokens are when no simulated one is asked for
 * @param modules the tokens of PKCS#11 modules, configured in these files and folders
 * @param usbKeys the security keys on USB
 * @param drivers who knows the tokens of the kinds that are wanted
 * @param diagnosis what is right and wrong with those readers, and with security keys on USB
 * @param timeSources how a time server is asked
 * @param person how a person is asked for a PIN
 * @param presence how a person is told to touch
 * @param dialogue how a person is asked for anything else; empty when nobody can be
 * @param screen where something that changes is shown; empty where it cannot be
 */
public record Surroundings(
    Map<String, String> environment,
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean showsProgress,
    boolean personSeesErrors,
    boolean personSeesOutput,
    Clock clock,
    Sleeper sleeper,
    Supplier<SecureRandom> random,
    Supplier<List<ChannelSource>> readers,
    Function<List<Path>, TokenSource> modules,
    Supplier<HidSecurityKeys> usbKeys,
    Function<Predicate<String>, List<TokenDriver>> drivers,
    Supplier<List<PcscDiagnosis.Finding>> diagnosis,
    Function<TimeServer, TimeSource> timeSources,
    Supplier<PinEntry> person,
    Supplier<Presence> presence,
    Supplier<Optional<Dialogue>> dialogue,
    Supplier<Optional<LiveScreen>> screen) {

  /** How long doctor waits for a time server that does not answer. */
  private static final Duration TIME_SOURCE_TIMEOUT = Duration.ofSeconds(2);

  /** The surroundings of this process. */
  public static Surroundings ofProcess() {
    return new Surroundings(
        System.getenv(),
        System.in,
        stream(FileDescriptor.out, false),
        stream(FileDescriptor.err, true),
        Boolean.getBoolean("countersign.progress"),
        Boolean.getBoolean("countersign.terminal.err"),
        Boolean.getBoolean("countersign.terminal.out"),
        Clock.systemUTC(),
        Sleeper.ofProcess(),
        LateRandom::new,
        () -> List.of(new PcscSource()),
        Pkcs11Source::of,
        HidSecurityKeys::new,
        Drivers::of,
        Surroundings::examined,
        server -> new SntpSource(server, TIME_SOURCE_TIMEOUT),
        PinEntries::interactive,
        TerminalPresence::new,
        Dialogue::atTerminal,
        () ->
            Boolean.getBoolean("countersign.terminal.out")
                ? LiveScreen.ofTerminal()
                : Optional.empty());
  }

  private static List<PcscDiagnosis.Finding> examined() {
    return Stream.concat(
            PcscDiagnosis.examine().findings().stream(), HidDiagnosis.examine().findings().stream())
        .toList();
  }

  /** Surroundings for the commands of the tour: captured output, no options from outside. */
  public Surroundings forDemo(
      PrintStream capturedOut,
      PrintStream capturedErr,
      Map<String, String> variables,
      Supplier<List<ChannelSource>> simulated,
      Supplier<HidSecurityKeys> simulatedKeys) {
    return new Surroundings(
        variables,
        in,
        capturedOut,
        capturedErr,
        false,
        false,
        false,
        clock,
        sleeper,
        random,
        simulated,
        modules,
        simulatedKeys,
        drivers,
        diagnosis,
        timeSources,
        PinEntry::none,
        Presence::silent,
        Optional::empty,
        Optional::empty);
  }

  /** The same with another time, and another way to wait for it. */
  public Surroundings withTime(Clock time, Sleeper waiting) {
    return new Surroundings(
        environment,
        in,
        out,
        err,
        showsProgress,
        personSeesErrors,
        personSeesOutput,
        time,
        waiting,
        random,
        readers,
        modules,
        usbKeys,
        drivers,
        diagnosis,
        timeSources,
        person,
        presence,
        dialogue,
        screen);
  }

  private static PrintStream stream(FileDescriptor descriptor, boolean flush) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), 8192),
        flush,
        StandardCharsets.UTF_8);
  }
}
