package dev.countersign.cli.fido;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Has a person plug a key in again. */
final class Replug {
  private static final Duration STEP = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Invocation invocation;
  private final TokenSession session;

  Replug(Invocation invocation, TokenSession session) {
    this.invocation = invocation;
    this.session = session;
  }

  /** Whether there is a person to be told so. */
  static boolean askable(Invocation invocation) {
    return invocation.surroundings().dialogue().get().isPresent();
  }

  /**
   * Waits until a key was taken out and is there again.
   *
   * @return the key, which may be another object
   */
  Token await(Token key) {
    TokenUri name = key.uri();
    invocation.note(
        "A key is reset only within 10 seconds after it was plugged in. Take it out now.");
    long steps = PATIENCE.dividedBy(STEP);
    while (find(name).isPresent()) {
      steps = step(steps, "taken out");
    }
    invocation.note("Now plug it in again, and touch it when it blinks.");
    Optional<Token> back = find(name);
    while (back.isEmpty()) {
      steps = step(steps, "plugged in again");
      back = find(name);
    }
    return back.get();
  }

  private Optional<Token> find(TokenUri name) {
    List<Token> fitting =
        session.tokens().of(KeyOption.KIND).stream().filter(key -> key.fits(name)).toList();
    return fitting.stream().findFirst();
  }

  private long step(long left, String awaited) {
    if (left == 0) {
      throw new Failure(
          ExitCode.NO_TOUCH,
          "the key was not %s within %d s".formatted(awaited, PATIENCE.toSeconds()),
          "run it again; nothing was changed");
    }
    try {
      invocation.surroundings().sleeper().sleep(STEP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.FAILED, "the command was interrupted", "run it again", e);
    }
    return left - 1;
  }
}
