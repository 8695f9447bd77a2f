package dev.countersign.cli.piv;

import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.PinManagement;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** What the commands that put a new PIN or PUK in place of the old have in common. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract class SecretChange implements Callable<Integer> {
  private final Invocation invocation;
  private final PinRequest.Kind authority;
  private final PinRequest.Kind replaced;
  private final String purpose;

  @Mixin private TokenOption token;

  /**
   * A change.
   *
   * @param authority the secret that allows it
   * @param replaced the secret that is set
   * @param purpose what is done, to follow "to"
   */
  SecretChange(
      Invocation invocation, PinRequest.Kind authority, PinRequest.Kind replaced, String purpose) {
    this.invocation = invocation;
    this.authority = authority;
    this.replaced = replaced;
    this.purpose = purpose;
  }

  /** The file that the new one is taken from; a person is asked when there is none. */
  abstract @Nullable Path newFile();

  /** Sends the change to the token. */
  abstract void change(PinManagement pins, Secret authorized, Secret replacement);

  @Override
  public Integer call() {
    try (TokenSession session = invocation.open()) {
      Token found = token.find(session);
      PinManagement pins = found.require(PinManagement.class);
      OptionalInt triesLeft =
          authority == PinRequest.Kind.PIN ? pins.pinAttemptsLeft() : OptionalInt.empty();
      try (Secret authorized =
              NewSecret.enter(invocation, found, authority, null, purpose, triesLeft);
          Secret replacement =
              NewSecret.enter(
                  invocation, found, replaced, newFile(), purpose, OptionalInt.empty())) {
        change(pins, authorized, replacement);
      }
      invocation.note("%s has a %s.".formatted(found.uri(), replaced.label()));
    }
    return 0;
  }
}
