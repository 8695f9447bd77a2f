package dev.countersign.cli.mfa;

import dev.countersign.device.CodeAccount;
import java.util.regex.Pattern;

/** Names of accounts before a person: nothing in them steers a terminal. */
final class Names {
  private static final Pattern STEERING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

  private Names() {}

  /** The name of an account, with its issuer. */
  static String of(CodeAccount account) {
    return printable(account.id().label());
  }

  /** A text without control characters. */
  static String printable(String text) {
    return STEERING.matcher(text).replaceAll("?");
  }

  /** The name of an account as an argument of a command. */
  static String argument(CodeAccount account) {
    String name = of(account);
    return name.matches("[A-Za-z0-9_./:=@,+-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
  }
}
