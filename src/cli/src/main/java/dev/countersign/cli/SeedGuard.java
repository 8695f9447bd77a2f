package dev.countersign.cli;

import java.util.Locale;
import java.util.regex.Pattern;

/** Keeps seeds out of arguments, which everybody on the machine can see and the shell remembers. */
public final class SeedGuard {
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

  /** Whether an argument is, or may well be, a seed. */
  public static boolean resembles(String argument) {
    return otpauth(argument) || base32(argument);
  }

  private static boolean otpauth(String argument) {
    return plain(argument).toLowerCase(Locale.ROOT).contains("otpauth");
  }

  private static boolean base32(String argument) {
    String plain = plain(argument);
    String bare = plain.replaceAll("=+$", "");
    return bare.length() >= SHORTEST
        && BASE32.matcher(plain).matches()
        && (RANDOM.matcher(bare).matches() || GROUPED.matcher(argument.strip()).matches());
  }

  private static String plain(String argument) {
    return argument.replaceAll("[\\s-]", "");
  }

  /**
   * Refuses an argument that is, or may well be, a seed.
   *
   * @return the argument
   */
  public static String check(String argument) {
    if (resembles(argument)) {
      throw Failure.usage(
          "an argument is %s, and arguments can be seen by everyone on this machine"
              .formatted(otpauth(argument) ? "an otpauth URI" : "like a seed in base32"),
          "give a seed to countersign mfa add at its prompt or with --from FILE, and take it out of"
              + " the shell's history; if it is a name, write it with its issuer, as ISSUER:NAME");
    }
    return argument;
  }
}
