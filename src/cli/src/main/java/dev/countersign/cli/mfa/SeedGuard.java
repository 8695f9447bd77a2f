package dev.countersign.cli.mfa;

import dev.countersign.cli.Failure;
import java.util.Locale;
import java.util.regex.Pattern;

/** Keeps seeds out of arguments, which everybody on the machine can see and the shell remembers. */
final class SeedGuard {
  private static final int SHORTEST = 16;
  private static final Pattern BASE32 = Pattern.compile("[A-Za-z2-7]+=*");

  /** Digits between letters, or capitals only: nobody names an account like this. */
  private static final Pattern RANDOM =
      Pattern.compile(
          "[A-Z2-7]+|.*[2-7][A-Za-z].*[2-7].*|.*[A-Za-z][2-7][A-Za-z].*[2-7][A-Za-z].*");

  /** In groups of four, as some issuers show it. */
  private static final Pattern GROUPED =
      Pattern.compile("(?=.*[2-7])(?:[A-Za-z2-7]{4}[\\s-])+[A-Za-z2-7]{1,4}=*");

  private SeedGuard() {}

  /**
   * Refuses an argument that is, or may well be, a seed.
   *
   * @return the argument
   */
  static String check(String argument) {
    String plain = argument.replaceAll("[\\s-]", "");
    boolean otpauth = plain.toLowerCase(Locale.ROOT).contains("otpauth");
    String bare = plain.replaceAll("=+$", "");
    boolean base32 =
        bare.length() >= SHORTEST
            && BASE32.matcher(plain).matches()
            && (RANDOM.matcher(bare).matches() || GROUPED.matcher(argument.strip()).matches());
    if (otpauth || base32) {
      throw Failure.usage(
          "an argument is %s, and arguments can be seen by everyone on this machine"
              .formatted(otpauth ? "an otpauth URI" : "like a seed in base32"),
          "give a seed to countersign mfa add at its prompt or with --from FILE, and take it out of"
              + " the shell's history; if it is a name, write it with its issuer, as ISSUER:NAME");
    }
    return argument;
  }
}
