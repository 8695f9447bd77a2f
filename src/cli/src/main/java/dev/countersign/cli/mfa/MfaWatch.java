package dev.countersign.cli.mfa;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.host.pin.LiveScreen;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows codes as they change. */
@Command(
    name = "watch",
    description = {
      "Show the codes of all tokens, and how long each is good, until q or Ctrl-C.",
      "Tokens may come and go meanwhile; it ends when the last is pulled out. The codes are taken"
          + " off the screen at the end."
    },
    footer = {"%nExample:", "  countersign mfa watch"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MfaWatch implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private CodeTokenOption token;

  MfaWatch(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    AccountQuery any = new AccountQuery.Any();
    try (TokenSession session = token.open(invocation, any);
        WatchedCodes codes =
            new WatchedCodes(invocation, session, () -> token.search(invocation, session, any))) {
      codes.refresh(); // before the screen is taken: this may ask for a password
      while (true) {
        try (LiveScreen screen = screen()) {
          if (showUntilChanged(screen, codes)) {
            break;
          }
        }
        codes.refresh();
      }
    } catch (IOException e) {
      throw new Failure(ExitCode.FAILED, "the terminal is gone", "run it again in another", e);
    }
    invocation.note("Ended; the codes were taken off the screen.");
    return 0;
  }

  private LiveScreen screen() {
    return invocation
        .surroundings()
        .screen()
        .get()
        .orElseThrow(
            () ->
                Failure.usage(
                    "codes that change need a terminal to be shown on",
                    "run it in a terminal, or use countersign mfa list"));
  }

  /** Shows codes until a token comes or goes. Whether the person ended it. */
  private boolean showUntilChanged(LiveScreen screen, WatchedCodes codes) throws IOException {
    while (!codes.changed()) {
      CodeTable table = new CodeTable(screen.columns(), screen.rows(), screen.colour());
      screen.show(table.lines(codes.now(), invocation.surroundings().clock().instant()));
      char key = screen.key().orElse(' ');
      if (key == 'q' || key == 'Q') {
        return true;
      }
    }
    return false;
  }
}
