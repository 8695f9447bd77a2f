package dev.countersign.cli.mfa;

import dev.countersign.cli.Printable;
import dev.countersign.device.CodeAccount;

/** Names of accounts before a person: nothing in them steers a terminal. */
final class Names {
  private Names() {}

  /** The name of an account, with its issuer. */
  static String of(CodeAccount account) {
    return Printable.text(account.id().label());
  }

  /** The name of an account as an argument of a command. */
  static String argument(CodeAccount account) {
    String name = of(account);
    return name.matches("[A-Za-z0-9_./:=@,+-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
  }
}
