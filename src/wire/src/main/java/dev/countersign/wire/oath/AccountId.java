package dev.countersign.wire.oath;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a code account as tokens store it: {@code [period/][issuer:]name}, with the period in
 * seconds where it is not 30 ([YK-OATH] credential id, a convention of its clients). Accounts whose
 * seed is a MAC key somewhere else are named in the same way.
 *
 * @param period of a TOTP account; empty for HOTP
 * @param issuer who asks for the code, without a colon: {@code AWS}
 * @param name which account there: {@code alice@123456789012}
 */
public record AccountId(Optional<Duration> period, Optional<String> issuer, String name) {
  /** The period of nearly every TOTP account, and the only one of AWS. */
  public static final Duration USUAL_PERIOD = Duration.ofSeconds(30);

  /** The most bytes of the text, in UTF-8 ([YK-OATH] PUT). */
  public static final int MAX_BYTES = 64;

  /** The issuer of accounts that clients do not list by themselves; a convention of theirs. */
  public static final String HIDDEN_ISSUER = "_hidden";

  /** How the name of an account begins that is a signing key of an AWS access key, no code. */
  private static final String SIGNING_KEY = "aws4/";

  /** A period of 30 seconds, or one with leading zeros, is never written: it is part of a name. */
  private static final Pattern TOTP =
      Pattern.compile("(?:(?!30/)([1-9][0-9]{0,8})/)?(?:([^:]+):)?(.+)", Pattern.DOTALL);

  private static final Pattern HOTP = Pattern.compile("()(?:([^:]+):)?(.+)", Pattern.DOTALL);

  /**
   * Checks that the text reads back as the same name; it may be longer than a token takes, see
   * {@link #fits()}.
   *
   * @throws IllegalArgumentException when it does not
   */
  public AccountId {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("an account has a name");
    }
    if (issuer.isPresent() && (issuer.get().isEmpty() || issuer.get().indexOf(':') >= 0)) {
      throw new IllegalArgumentException("an issuer is not empty and has no colon");
    }
    if (period.isPresent()
        && (period.get().toNanosPart() != 0
            || period.get().toSeconds() < 1
            || period.get().toSeconds() > 999_999_999)) {
      throw new IllegalArgumentException("a period has whole seconds, at least one");
    }
    if (!readsBack(period, issuer, name)) {
      throw new IllegalArgumentException(
          "an account with a colon in its name has an issuer, and neither begins with a number and"
              + " a slash");
    }
  }

  private static boolean readsBack(
      Optional<Duration> period, Optional<String> issuer, String name) {
    Matcher parts = (period.isPresent() ? TOTP : HOTP).matcher(text(period, issuer, name));
    return parts.matches()
        && (period.isEmpty() || period(parts).equals(period))
        && Optional.ofNullable(parts.group(2)).equals(issuer)
        && parts.group(3).equals(name);
  }

  private static Optional<Duration> period(Matcher totp) {
    String seconds = totp.group(1);
    return Optional.of(
        seconds == null ? USUAL_PERIOD : Duration.ofSeconds(Long.parseLong(seconds)));
  }

  /**
   * Reads the text of a TOTP or HOTP account. Never fails for what a token may hold: the text of
   * what is read is the same again, that of a nameless account aside.
   */
  public static AccountId parse(CodeKind kind, String text) {
    boolean totp = kind == CodeKind.TOTP;
    Matcher parts = (totp ? TOTP : HOTP).matcher(text.isEmpty() ? "?" : text);
    if (!parts.matches()) {
      throw new IllegalStateException("every text that is not empty is a name");
    }
    return new AccountId(
        totp ? period(parts) : Optional.empty(),
        Optional.ofNullable(parts.group(2)),
        parts.group(3));
  }

  /** A TOTP account of the usual period. */
  public static AccountId totp(Optional<String> issuer, String name) {
    return new AccountId(Optional.of(USUAL_PERIOD), issuer, name);
  }

  /** The name as a token stores it. */
  public String text() {
    return text(period, issuer, name);
  }

  private static String text(Optional<Duration> period, Optional<String> issuer, String name) {
    return period.filter(p -> !p.equals(USUAL_PERIOD)).map(p -> p.toSeconds() + "/").orElse("")
        + label(issuer, name);
  }

  /** The name for people: {@code AWS:alice}. */
  public String label() {
    return label(issuer, name);
  }

  private static String label(Optional<String> issuer, String name) {
    return issuer.map(who -> who + ":").orElse("") + name;
  }

  /** Whether the text has at most {@link #MAX_BYTES} bytes. */
  public boolean fits() {
    return text().getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
  }

  /** Whether it is not to be listed among the codes by itself. */
  public boolean hidden() {
    return issuer.filter(HIDDEN_ISSUER::equals).isPresent();
  }

  /** Whether the seed is a signing key, of which no code is ever made. */
  public boolean signingKey() {
    return hidden() && name.startsWith(SIGNING_KEY);
  }

  /** Whether the code is five characters instead of digits: the issuer is {@code Steam}. */
  public boolean steam() {
    return period.isPresent() && issuer.filter("Steam"::equals).isPresent();
  }

  /** {@link #text()}. */
  @Override
  public String toString() {
    return text();
  }
}
