package dev.countersign.cli;

import dev.countersign.host.pin.Dialogue;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Says what would be lost, and goes on only when that is meant. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class Consent {
  @Option(names = "--yes", description = "Say that this is meant, instead of being asked.")
  private boolean given;

  /**
   * Asks, where it was not said beforehand.
   *
   * @param loss what would happen, a sentence without its full stop: {@code this would remove ...}
   */
  public void require(Invocation invocation, String loss) {
    if (given) {
      return;
    }
    Optional<Dialogue> person = invocation.surroundings().dialogue().get();
    if (person.isEmpty()) {
      throw Failure.usage(loss, "say that it is meant with --yes");
    }
    try {
      if (!person.get().confirms("T" + loss.substring(1) + ".")) {
        throw new Failure(ExitCode.FAILED, "nothing was done", "type yes when it is meant");
      }
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED,
          "nobody could be asked at the terminal",
          "say that it is meant with --yes",
          e);
    }
  }

  /** Whether it was said beforehand. */
  public boolean given() {
    return given;
  }
}
