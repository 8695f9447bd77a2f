package dev.countersign.host.pin;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks through a pinentry program, as GnuPG does. The window says which token, what for and how
 * many tries are left; before the last try it asks for consent; what is to be set is asked for
 * twice. The program is started for each question and killed when it takes too long.
 */
public final class PinentryPin implements PinEntry {
  /** How long a person may take. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Path program;
  private final Map<String, String> environment;
  private final Duration patience;

  /**
   * Asks through this program. Nothing is started yet.
   *
   * @param program the program's file
   */
  public PinentryPin(Path program) {
    this(program, System.getenv(), PATIENCE);
  }

  PinentryPin(Path program, Map<String, String> environment, Duration patience) {
    this.program = program;
    this.environment = environment;
    this.patience = patience;
  }

  /**
   * Asks.
   *
   * @throws TokenException.PinNotGiven when the program cannot be run, breaks off or takes too
   *     long, or the person cancels, enters nothing, does not consent to a last try, or mistypes a
   *     new PIN three times
   */
  @Override
  public Secret enter(PinRequest request) {
    String token = request.token().get();
    synchronized (Questions.ONE_AT_A_TIME) {
      // This talks to the token, so it comes before the person is waited for; and after whoever
      // was asked before, who may have used up tries.
      OptionalInt attempts =
          Wording.counted(request) ? request.attemptsLeft().get() : OptionalInt.empty();
      return enter(request, token, attempts);
    }
  }

  private Secret enter(PinRequest request, String token, OptionalInt attempts) {
    try (PinentryProcess process = PinentryProcess.start(program, environment, patience)) {
      try {
        AssuanClient client = process.client();
        process.introduce();
        client.command(
            "SETDESC " + AssuanClient.escaped(Wording.description(request, token, attempts)));
        if (Wording.setsNew(request)) {
          return enterNew(request, token, client);
        }
        if (attempts.isPresent() && attempts.getAsInt() == 1) {
          consent(request, token, attempts, client);
        }
        return enterKnown(request, token, client);
      } catch (IOException e) {
        throw failed(request, token, process.timedOut() ? "nobody entered it in time" : said(e));
      } catch (AssuanClient.Refused e) {
        throw refused(request, token, e);
      }
    } catch (IOException e) {
      throw failed(request, token, said(e));
    }
  }

  private static Secret enterKnown(PinRequest request, String token, AssuanClient client)
      throws IOException, AssuanClient.Refused {
    client.command("SETPROMPT " + AssuanClient.escaped(request.kind().label() + ":"));
    byte[] entered = client.request("GETPIN");
    try {
      return Wording.secret(request, token, entered);
    } finally {
      Arrays.fill(entered, (byte) 0);
    }
  }

  private static void consent(
      PinRequest request, String token, OptionalInt attempts, AssuanClient client)
      throws IOException, AssuanClient.Refused {
    String description = Wording.description(request, token, attempts);
    client.command(
        "SETDESC " + AssuanClient.escaped(description + "\n" + Wording.lastTry(request)));
    client.tryCommand("SETOK Use the last try");
    try {
      client.command("CONFIRM");
    } catch (AssuanClient.Refused e) {
      if (e.code() != AssuanClient.Refused.NOT_CONFIRMED
          && e.code() != AssuanClient.Refused.CANCELED) {
        throw e;
      }
      throw Wording.notGiven(
          request, token, "the last try for the " + request.kind().label() + " was not consented");
    }
    client.tryCommand("SETOK OK");
  }

  private static Secret enterNew(PinRequest request, String token, AssuanClient client)
      throws IOException, AssuanClient.Refused {
    String label = request.kind().label();
    for (int round = 0; round < Wording.MAX_ROUNDS; round++) {
      client.command(
          "SETPROMPT " + AssuanClient.escaped("%s (%s):".formatted(label, Wording.rule(request))));
      byte[] first = client.request("GETPIN");
      byte[] second = new byte[0];
      try {
        if (first.length == 0) {
          throw Wording.notGiven(request, token, "no " + label + " was entered");
        }
        if (!Wording.followsRule(request, first)) {
          client.command(
              "SETERROR " + AssuanClient.escaped("It must have " + Wording.rule(request)));
          continue;
        }
        client.command("SETPROMPT " + AssuanClient.escaped(label + " again:"));
        second = client.request("GETPIN");
        if (MessageDigest.isEqual(first, second)) {
          return Secret.copyOf(first);
        }
        client.command("SETERROR The two are not the same");
      } finally {
        Arrays.fill(first, (byte) 0);
        Arrays.fill(second, (byte) 0);
      }
    }
    throw Wording.notGiven(
        request,
        token,
        "no usable %s was entered in %d rounds".formatted(label, Wording.MAX_ROUNDS));
  }

  private TokenException.PinNotGiven refused(
      PinRequest request, String token, AssuanClient.Refused e) {
    return switch (e.code()) {
      case AssuanClient.Refused.CANCELED, AssuanClient.Refused.FULLY_CANCELED ->
          Wording.notGiven(
              request, token, "entering the " + request.kind().label() + " was cancelled");
      case AssuanClient.Refused.TIMEOUT -> failed(request, token, "nobody entered it in time");
      default -> failed(request, token, "it reported " + e.getMessage());
    };
  }

  private TokenException.PinNotGiven failed(PinRequest request, String token, String reason) {
    return new TokenException.PinNotGiven(
        token,
        request.purpose(),
        "the %s was not got from %s: %s".formatted(request.kind().label(), program, reason),
        "name another program with COUNTERSIGN_PINENTRY, or run it in a terminal");
  }

  private static String said(IOException e) {
    return Optional.ofNullable(e.getMessage()).orElse("it cannot be run");
  }

  @Override
  public String toString() {
    return "PinentryPin[" + program + "]";
  }
}
