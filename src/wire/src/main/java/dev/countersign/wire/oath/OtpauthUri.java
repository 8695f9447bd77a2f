package dev.countersign.wire.oath;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The text of the QR codes by which accounts are enrolled ([KEY-URI]): {@code
 * otpauth://totp/AWS:alice?secret=...&issuer=AWS}. Holds the seed until {@link #close()} wipes it.
 */
public final class OtpauthUri implements AutoCloseable {
  private static final int MAX_CHARACTERS = 4096;
  private static final String SCHEME = "otpauth://";

  private final CodeKind kind;
  private final AccountId account;
  private final OathHash hash;
  private final int digits;
  private final long counter;
  private final byte[] seed;

  private OtpauthUri(
      CodeKind kind, AccountId account, OathHash hash, int digits, long counter, byte[] seed) {
    this.kind = kind;
    this.account = account;
    this.hash = hash;
    this.digits = digits;
    this.counter = counter;
    this.seed = seed;
  }

  /**
   * Reads one. An issuer in the query goes before the one in the label; parameters that are not
   * known are ignored, those that are must be right.
   *
   * @throws IllegalArgumentException when it is not one; the message repeats nothing of the seed
   */
  public static OtpauthUri parse(char[] text) {
    if (text.length > MAX_CHARACTERS) {
      throw new IllegalArgumentException("an otpauth URI has at most 4096 characters");
    }
    String whole = withoutSecret(text);
    if (!whole.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      throw new IllegalArgumentException("an otpauth URI begins with otpauth://totp/");
    }
    int slash = whole.indexOf('/', SCHEME.length());
    int mark = whole.indexOf('?');
    if (slash < 0 || mark < slash) {
      throw new IllegalArgumentException("an otpauth URI has a label and a secret");
    }
    CodeKind kind =
        switch (whole.substring(SCHEME.length(), slash).toLowerCase(Locale.ROOT)) {
          case "totp" -> CodeKind.TOTP;
          case "hotp" -> CodeKind.HOTP;
          default -> throw new IllegalArgumentException("an otpauth URI is of type totp or hotp");
        };
    Map<String, String> query = query(whole.substring(mark + 1));
    String label = decode(whole.substring(slash + 1, mark), false);
    AccountId account = account(kind, label, query);
    OathHash hash =
        OathHash.byName(query.getOrDefault("algorithm", "SHA1"))
            .orElseThrow(
                () -> new IllegalArgumentException("the algorithm is SHA1, SHA256 or SHA512"));
    int digits = (int) number(query, "digits", 6, HotpValue.MIN_DIGITS, HotpValue.MAX_DIGITS);
    long counter = number(query, "counter", 0, 0, Long.MAX_VALUE);
    return new OtpauthUri(kind, account, hash, digits, counter, secret(text));
  }

  private static AccountId account(CodeKind kind, String label, Map<String, String> query) {
    int colon = label.indexOf(':');
    String before = colon < 0 ? "" : label.substring(0, colon).strip();
    String name = (colon < 0 ? label : label.substring(colon + 1)).strip();
    String issuer = query.getOrDefault("issuer", before).strip().replace(":", "");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the label of an otpauth URI names the account");
    }
    Optional<Duration> period =
        kind == CodeKind.TOTP
            ? Optional.of(Duration.ofSeconds(number(query, "period", 30, 1, 86_400)))
            : Optional.empty();
    return new AccountId(period, issuer.isEmpty() ? Optional.empty() : Optional.of(issuer), name);
  }

  /**
   * The text with the value of every {@code secret} parameter left out, so that it may be a String.
   */
  private static String withoutSecret(char[] text) {
    StringBuilder rest = new StringBuilder();
    int at = 0;
    while (at < text.length) {
      int value = secretValue(text, at);
      if (value < 0) {
        rest.append(text[at++]);
        continue;
      }
      rest.append(text, at, value - at);
      at = end(text, value);
    }
    return rest.toString();
  }

  /** Where the value of a secret parameter begins that begins here; -1 when none does. */
  private static int secretValue(char[] text, int at) {
    if (text[at] != '?' && text[at] != '&') {
      return -1;
    }
    String name = "secret=";
    for (int i = 0; i < name.length(); i++) {
      if (at + 1 + i >= text.length || Character.toLowerCase(text[at + 1 + i]) != name.charAt(i)) {
        return -1;
      }
    }
    return at + 1 + name.length();
  }

  private static int end(char[] text, int from) {
    int end = from;
    while (end < text.length && text[end] != '&' && text[end] != '#') {
      end++;
    }
    return end;
  }

  private static byte[] secret(char[] text) {
    int from = -1;
    for (int i = 0; i < text.length; i++) {
      int value = secretValue(text, i);
      if (value >= 0 && from >= 0) {
        throw new IllegalArgumentException("an otpauth URI has one secret");
      }
      from = value >= 0 ? value : from;
    }
    if (from < 0) {
      throw new IllegalArgumentException("an otpauth URI has a secret");
    }
    char[] value = plain(text, from, end(text, from));
    try {
      byte[] seed = Base32.decode(value);
      if (seed.length == 0) {
        throw new IllegalArgumentException("the secret of the otpauth URI is empty");
      }
      return seed;
    } finally {
      Arrays.fill(value, '\0');
    }
  }

  /** The characters with %3D and its like decoded; base32 has none but ASCII. */
  private static char[] plain(char[] text, int from, int to) {
    char[] value = new char[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      char c = text[i];
      if (c == '%') {
        int high = i + 2 < to ? Character.digit(text[i + 1], 16) : -1;
        int low = i + 2 < to ? Character.digit(text[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          Arrays.fill(value, '\0');
          throw new IllegalArgumentException("'%' is followed by two hexadecimal digits");
        }
        c = (char) (high << 4 | low);
        i += 2;
      }
      value[length++] = c == '+' ? ' ' : c;
    }
    char[] exact = Arrays.copyOf(value, length);
    Arrays.fill(value, '\0');
    return exact;
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String part : text.split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals < 1) {
        continue;
      }
      String name = part.substring(0, equals).toLowerCase(Locale.ROOT);
      if (query.put(name, decode(part.substring(equals + 1), true)) != null) {
        throw new IllegalArgumentException("the otpauth URI gives a parameter twice");
      }
    }
    return query;
  }

  private static long number(
      Map<String, String> query, String name, long usual, long smallest, long greatest) {
    String text = query.get(name);
    if (text == null || text.isEmpty()) {
      return usual;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= smallest && number <= greatest) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "%s of an otpauth URI is a number from %d to %d".formatted(name, smallest, greatest));
  }

  private static String decode(String text, boolean plusIsSpace) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] decoded = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b == '%') {
        int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
        int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw new IllegalArgumentException("'%' is followed by two hexadecimal digits");
        }
        b = (byte) (high << 4 | low);
        i += 2;
      } else if (b == '+' && plusIsSpace) {
        b = ' ';
      }
      decoded[length++] = b;
    }
    return new String(decoded, 0, length, StandardCharsets.UTF_8);
  }

  /** TOTP or HOTP. */
  public CodeKind kind() {
    return kind;
  }

  /** The account; its text may be longer than a token takes. */
  public AccountId account() {
    return account;
  }

  /** The hash; SHA-1 when the URI does not say. */
  public OathHash hash() {
    return hash;
  }

  /** The digits of a code, 6 to 8; 6 when the URI does not say. */
  public int digits() {
    return digits;
  }

  /** The counter of the first code, for HOTP. */
  public long counter() {
    return counter;
  }

  /** A copy of the seed, at least one byte, which the caller wipes. */
  public byte[] seed() {
    return seed.clone();
  }

  /** Overwrites the seed. */
  @Override
  public void close() {
    Arrays.fill(seed, (byte) 0);
  }

  /** Without the seed. */
  @Override
  public String toString() {
    return "otpauth %s %s".formatted(kind, account);
  }
}
