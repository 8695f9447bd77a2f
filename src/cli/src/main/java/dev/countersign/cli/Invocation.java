package dev.countersign.cli;

import dev.countersign.card.apdu.RedactedTrace;
import dev.countersign.device.HeldPins;
import dev.countersign.device.PinEntry;
import dev.countersign.device.Tokens;
import dev.countersign.fido.hid.HidSecurityKeys;
import dev.countersign.host.pkcs11.ModuleProbe;
import dev.countersign.host.pkcs11.Pkcs11Modules;
import dev.countersign.host.pkcs11.configuration.P11KitPlaces;
import dev.countersign.wire.ChannelSource;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine;

/** One run of the command: what it was given and what it works with. */
public final class Invocation {
  private static final String NAME = "countersign";

  private final Surroundings surroundings;
  private final GlobalOptions options;

  Invocation(Surroundings surroundings, GlobalOptions options) {
    this.surroundings = surroundings;
    this.options = options;
  }

  /** What surrounds the command. */
  public Surroundings surroundings() {
    return surroundings;
  }

  /** The options that were given. */
  public GlobalOptions options() {
    return options;
  }

  /** Where all state is: {@code COUNTERSIGN_HOME}, or the user's state directory. */
  public Path home() {
    return variable("COUNTERSIGN_HOME")
        .map(Path::of)
        .orElseGet(() -> userDirectory("XDG_STATE_HOME", Path.of(".local", "state")).resolve(NAME));
  }

  /** Where what the user writes is: {@code COUNTERSIGN_CONFIG}, or the configuration directory. */
  public Path configuration() {
    return variable("COUNTERSIGN_CONFIG")
        .map(Path::of)
        .orElseGet(() -> userDirectory("XDG_CONFIG_HOME", Path.of(".config")).resolve(NAME));
  }

  private Path userDirectory(String variable, Path usual) {
    String person =
        surroundings.environment().getOrDefault("HOME", System.getProperty("user.home"));
    return variable(variable)
        .map(Path::of)
        .filter(Path::isAbsolute)
        .orElseGet(() -> Path.of(person).resolve(usual));
  }

  /** Where the simulated tokens are. */
  public Path simulatorHome() {
    return home().resolve("simulator");
  }

  /** An environment variable that is set and not empty. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(surroundings.environment().get(name))
        .filter(value -> !value.isEmpty());
  }

  /** All commands, with their options and descriptions. */
  public CommandLine commands() {
    GlobalOptions unused = new GlobalOptions();
    return CommandTree.build(surroundings, unused, new ErrorReport(surroundings.err(), unused));
  }

  /** Standard output: results only. */
  public PrintStream out() {
    return surroundings.out();
  }

  /** Tells the person something that is no result, behind what was printed before. */
  public void note(String sentence) {
    surroundings.out().flush();
    surroundings.err().println(sentence);
    surroundings.err().flush();
  }

  /**
   * Ends the command when nobody reads its output any more.
   *
   * @throws OutputClosed in that case
   */
  public void requireReader() {
    if (surroundings.out().checkError()) {
      throw new OutputClosed();
    }
  }

  /** The name of the simulated token that is to be used, if one is. */
  public Optional<String> simulator() {
    return Optional.ofNullable(options.simulator).or(() -> variable("COUNTERSIGN_SIMULATOR"));
  }

  /** Where PINs come from in this run. */
  public PinEntry pinEntry() {
    return new OptionPins(options, surroundings.environment(), surroundings.person());
  }

  /** Opens the tokens: those in the readers, or the simulated one that was named. */
  public TokenSession open() {
    return open(kind -> true);
  }

  /**
   * Opens the tokens of one kind: no command is sent for the others.
   *
   * @param kind the scheme of their URIs
   */
  public TokenSession open(String kind) {
    return open(kind::equals);
  }

  private TokenSession open(Predicate<String> kinds) {
    Optional<PluggedSimulator> simulated =
        simulator().map(name -> PluggedSimulator.open(this, name));
    List<ChannelSource> sources =
        simulated.isPresent()
            ? List.<ChannelSource>of(simulated.get())
            : surroundings.readers().get();
    UriPins named = new UriPins(pinEntry());
    HeldPins pins = new HeldPins(named);
    Tokens.Builder builder =
        Tokens.builder()
            .pinEntry(pins)
            .presence(surroundings.presence().get())
            .clock(surroundings.clock())
            .random(surroundings.random().get());
    surroundings.drivers().apply(kinds).forEach(builder::driver);
    if (kinds.test("pkcs11") && simulated.isEmpty()) {
      builder.source(surroundings.modules().apply(modulePlaces()));
    }
    if (kinds.test("fido")) {
      HidSecurityKeys keys =
          simulated.map(PluggedSimulator::keys).orElseGet(() -> surroundings.usbKeys().get());
      builder.source(options.verbose ? keys.traced(line -> note("hid " + line)) : keys);
    }
    for (ChannelSource source : sources) {
      builder.source(
          options.verbose
              ? source.decorated(
                  channel -> new RedactedTrace(channel, line -> note("apdu " + line)))
              : source);
    }
    return new TokenSession(builder.open(), pins, named);
  }

  /** The files and folders that say which PKCS#11 modules there are. */
  public List<Path> modulePlaces() {
    for (Path file : options.moduleFiles) {
      if (!Files.exists(file)) {
        throw Failure.usage(
            "--pkcs11-config names %s, which does not exist".formatted(file),
            "name a SunPKCS11 configuration file, or a folder of such files");
      }
    }
    return options.moduleFiles.isEmpty()
        ? List.of(configuration().resolve("pkcs11"))
        : options.moduleFiles;
  }

  /** The PKCS#11 modules that are configured, and those that are installed. */
  public Pkcs11Modules pkcs11Modules() {
    boolean probed = !"false".equals(System.getProperty(ModuleProbe.PROPERTY));
    return new Pkcs11Modules(
        modulePlaces(),
        P11KitPlaces.ofMachine(surroundings.environment()),
        probed ? ModuleProbe.remembering(home()) : ModuleProbe.none());
  }
}
