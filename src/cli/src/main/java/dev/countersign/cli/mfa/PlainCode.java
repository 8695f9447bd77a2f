package dev.countersign.cli.mfa;

import dev.countersign.cli.Invocation;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * {@code mfa code} without options, which is what people type every day and programs run each time:
 * recognised without the command parser, whose start takes longer than the token's answer.
 */
public final class PlainCode {
  private PlainCode() {}

  /**
   * The command that these arguments are, where it is this one.
   *
   * @param arguments all of them; any that is an option or names a file of arguments is for the
   *     parser
   */
  public static Optional<Callable<Integer>> recognise(Invocation invocation, String... arguments) {
    boolean named = arguments.length == 3;
    if ((!named && arguments.length != 2)
        || !arguments[0].equals("mfa")
        || !arguments[1].equals("code")) {
      return Optional.empty();
    }
    if (!named) {
      return Optional.of(MfaCode.plain(invocation, null));
    }
    String query = arguments[2];
    boolean plain = !query.isEmpty() && query.charAt(0) != '-' && query.charAt(0) != '@';
    return plain ? Optional.of(MfaCode.plain(invocation, query)) : Optional.empty();
  }
}
