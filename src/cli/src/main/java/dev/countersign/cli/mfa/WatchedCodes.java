package dev.countersign.cli.mfa;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Code;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.oath.CodeKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The codes of the tokens that are attached, made anew when they run out. */
final class WatchedCodes implements AutoCloseable {
  private final Invocation invocation;
  private final Supplier<AccountSearch> searches;
  private final AtomicBoolean changed = new AtomicBoolean();
  private final ChannelSource.Watch watch;
  private List<Found> codes = List.of();
  private boolean began;

  WatchedCodes(Invocation invocation, TokenSession session, Supplier<AccountSearch> searches) {
    this.invocation = invocation;
    this.searches = searches;
    this.watch = session.tokens().watch(event -> changed.set(true));
  }

  /** Whether a token came or went since the last {@link #refresh()}. */
  boolean changed() {
    return changed.get();
  }

  /**
   * Looks at the tokens that are attached now. May ask for a password.
   *
   * @throws Failure when there is none any more
   */
  void refresh() {
    changed.set(false);
    try {
      AccountSearch search = searches.get();
      codes = made(search.codes(search.tokens(), instant()));
      search.tellProblems();
    } catch (TokenException.NoToken | TokenException.Removed e) {
      if (!began) {
        throw e;
      }
      throw new Failure(
          ExitCode.REMOVED, "the last token was pulled out", "plug one in and run it again", e);
    }
    began = true;
  }

  /** The codes, none of which has run out. */
  List<Found> now() {
    Instant now = instant();
    try {
      codes = codes.stream().anyMatch(found -> over(found, now)) ? again(now) : codes;
    } catch (TokenException.Removed | TokenException.Unavailable e) {
      changed.set(true); // looking at the tokens anew says what is left
    }
    return codes;
  }

  private static boolean over(Found found, Instant now) {
    return found.code().flatMap(Code::validUntil).filter(end -> !now.isBefore(end)).isPresent();
  }

  /** Asks each token whose codes ran out. */
  private List<Found> again(Instant now) {
    AccountSearch search = searches.get();
    return made(search.codes(codes.stream().map(Found::token).distinct().toList(), now));
  }

  /** Adds the codes that take a command of their own, and neither a touch nor a counter. */
  private List<Found> made(List<Found> all) {
    List<Found> made = new ArrayList<>();
    for (Found found : all) {
      boolean free =
          found.account().kind() == CodeKind.TOTP && !found.account().touch().orElse(false);
      if (found.account().id().hidden()) {
        continue;
      }
      made.add(
          free && found.code().isEmpty()
              ? found.with(found.accounts().code(found.account(), instant()))
              : found);
    }
    return made;
  }

  private Instant instant() {
    return invocation.surroundings().clock().instant();
  }

  @Override
  public void close() {
    watch.close();
  }
}
