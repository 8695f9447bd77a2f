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

  private static final Pattern TOTP = Pattern.compile("(?:([0-9]{1,9})/)?(?:([^:]+):)?(.*)");
  private static final Pattern HOTP = Pattern.compile("()(?:([^:]+):)?(.*)");

  /**
   * Checks that the text is not too long and reads back as the same name.
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
        && (period.get().getNano() != 0
            || period.get().toSeconds() < 1
            || period.get().toSeconds() > 999_999_999)) {
      throw new IllegalArgumentException("a period has whole seconds, at least one");
    }
  }

  /** Reads the text of a TOTP or HOTP account. Never fails for what a token may hold. */
  public static AccountId parse(CodeKind kind, String text) {
    Matcher parts = (kind == CodeKind.TOTP ? TOTP : HOTP).matcher(text);
    Optional<Duration> usual = kind == CodeKind.TOTP ? Optional.of(USUAL_PERIOD) : Optional.empty();
    if (!parts.matches() || parts.group(3).isEmpty()) {
      return new AccountId(usual, Optional.empty(), text.isEmpty() ? "?" : text);
    }
    Optional<Duration> period = usual;
    String seconds = parts.group(1);
    if (kind == CodeKind.TOTP && seconds != null) {
      long number = Long.parseLong(seconds);
      if (number == 0) {
        return new AccountId(usual, Optional.empty(), text);
      }
      period = Optional.of(Duration.ofSeconds(number));
    }
    AccountId id = new AccountId(period, Optional.ofNullable(parts.group(2)), parts.group(3));
    // a period that is written in another way than ours stays part of the name
    return id.text().equals(text) ? id : new AccountId(usual, Optional.empty(), text);
  }

  /** A TOTP account of the usual period. */
  public static AccountId totp(Optional<String> issuer, String name) {
    return new AccountId(Optional.of(USUAL_PERIOD), issuer, name);
  }

  /** The name as a token stores it. */
  public String text() {
    return period.filter(p -> !p.equals(USUAL_PERIOD)).map(p -> p.toSeconds() + "/").orElse("")
        + label();
  }

  /** The name for people: {@code AWS:alice}. */
  public String label() {
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
