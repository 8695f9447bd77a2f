package dev.countersign.cli.simulated;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.ServerAddress;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedPresence;
import dev.countersign.simulator.TokenDirectory;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import dev.countersign.simulator.vpcd.VpcdMount;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a simulated token into the machine's PC/SC service. */
@Command(
    name = "serve",
    description = {
      "Put a simulated token into a reader of this machine, for every program that uses smart"
          + " cards, until Ctrl-C.",
      "It protects nothing, and the name of the reader is all that tells it from a real one."
    },
    footer = {
      "%nThree packages are needed (Debian: apt install pcscd libpcsclite1 vsmartcard-vpcd):",
      "  pcscd              the PC/SC service, which talks to readers",
      "  libpcsclite1       the library through which programs reach it",
      "  vsmartcard-vpcd    vpcd, a driver for readers that are not there",
      "Then: systemctl restart pcscd. vpcd listens on all addresses of this machine: use it in a"
          + " network",
      "that you trust.",
      "%nykman, yubico-piv-tool and ykcs11 look only into readers with 'Yubico YubiKey' and the"
          + " interfaces in",
      "their name. It stands in /etc/reader.conf.d/vpcd:",
      "  FRIENDLYNAME \"Yubico YubiKey CCID Countersign Simulator\"",
      "vpcd always has two readers of that name; ykman then wants one named with -r.",
      "%nExamples:",
      "  countersign simulator serve demo",
      "  countersign simulator serve demo --touch ask",
      "  countersign simulator serve demo --contactless     with FIDO, which is no card over USB",
      "  countersign simulator pull demo                    from another terminal; then insert"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SimulatorServe implements Callable<Integer> {
  static final String REMEDY =
      "install pcscd, libpcsclite1 and vsmartcard-vpcd, start the service (systemctl start pcscd),"
          + " or name another address with --vpcd";

  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", description = "The token.")
  private String name;

  @Option(
      names = "--vpcd",
      paramLabel = "HOST:PORT",
      converter = VpcdAddress.class,
      defaultValue = VpcdAddress.USUAL,
      description =
          "Where vpcd listens. Its second reader is one port on. Default: ${DEFAULT-VALUE}.")
  private ServerAddress vpcd;

  @Option(
      names = "--touch",
      paramLabel = "WHO",
      defaultValue = "auto",
      description = {
        "Who touches it when it asks: ${COMPLETION-CANDIDATES}. Default: auto.",
        "ask waits for Enter here, or for countersign simulator touch NAME."
      })
  private TouchMode touchMode;

  @Option(
      names = "--contactless",
      description = {
        "Hold it to the reader by NFC, with the applications that it has there: FIDO too.",
        "A key with nothing but FIDO is always held so."
      })
  private boolean contactless;

  SimulatorServe(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws InterruptedException {
    AskedTouch touch = new AskedTouch(this::announce);
    ServedToken served = new ServedToken(name, touchMode, touch, invocation::note);
    World world = World.builder().presence(presence(touch)).build();
    try (VirtualToken token =
            SimulatedTokens.with(invocation, "serve the simulated token", world, this::open);
        ControlSocket control = control(served)) {
      Thread hook = new Thread(() -> end(served, control), "countersign-serve-end");
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        begin(served, token);
        if (touchMode == TouchMode.ASK) {
          listen(touch);
        }
        served.keep();
      } finally {
        end(served, control);
        unhook(hook);
      }
    } catch (IOException e) {
      throw Failure.file(
          "cannot remove the socket in", SimulatedTokens.directory(invocation, name), e);
    }
    return 0;
  }

  private VirtualToken open(TokenDirectory tokens) throws IOException {
    Profile profile = tokens.describe(name).profile();
    if (contactless && !profile.contactless()) {
      throw Failure.usage(
          "the simulated token '%s' is a %s and has no NFC".formatted(name, profile.externalName()),
          "leave --contactless out, or serve a token of another profile (countersign simulator"
              + " profiles)");
    }
    return tokens.open(name, contactless);
  }

  private SimulatedPresence presence(AskedTouch touch) {
    return switch (touchMode) {
      case AUTO -> SimulatedPresence.ALWAYS;
      case ASK -> touch;
      case NEVER -> SimulatedPresence.NEVER;
    };
  }

  private void announce(String purpose) {
    invocation.note(
        "Touch for the %s: press Enter here, or run countersign simulator touch %s (%d s)"
            .formatted(purpose, name, AskedTouch.seconds()));
  }

  private ControlSocket control(ServedToken served) {
    try {
      return ControlSocket.open(SimulatedTokens.directory(invocation, name), served::order);
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED,
          "cannot take orders from other terminals: " + e.getMessage(),
          "set COUNTERSIGN_HOME to a directory with a short path that you may write to",
          e);
    }
  }

  private void begin(ServedToken served, VirtualToken token) {
    try {
      served.begin(new VpcdMount(token, vpcd.host(), vpcd.port(), served::lost));
    } catch (IOException e) {
      throw new Failure(ExitCode.FAILED, "vpcd cannot be reached at " + vpcd, REMEDY, e);
    }
    invocation.note(
        "Simulated token '%s' (%s, serial number %d) is in the reader of vpcd at %s. It protects"
                .formatted(name, token.profile().externalName(), token.serial(), vpcd)
            + " nothing.");
    invocation.note(
        "Ctrl-C takes it out. In another terminal: countersign simulator pull|insert|touch "
            + name);
  }

  /** Each line from the terminal is a touch. */
  private void listen(AskedTouch touch) {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(invocation.surroundings().in(), StandardCharsets.UTF_8));
    Thread thread =
        new Thread(
            () -> {
              try {
                while (lines.readLine() != null) {
                  invocation.note(touch.give() ? "Touched." : "It does not ask for a touch.");
                }
              } catch (IOException e) {
                invocation.note("Nothing can be read from here; touch it from another terminal.");
              }
            },
            "countersign-touch");
    thread.setDaemon(true);
    thread.start();
  }

  private static void end(ServedToken served, ControlSocket control) {
    served.end();
    try {
      control.close();
    } catch (IOException e) {
      return; // the next program that serves the token removes it
    }
  }

  private static void unhook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the hook is running: the process ends
    }
  }
}
