package dev.countersign.wire.oath;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The text of the QR codes by which accounts are enrolled ([KEY-URI]): {@code
 * otpauth://totp/AWS:alice?secret=...&issuer=AWS}. Holds the seed until {@link #close()} wipes it.
 */
public final class OtpauthUri implements AutoCloseable {
  private static final int MAX_CHARACTERS = 4096;
  private static final int USUAL_DIGITS = 6;
  private static final String SCHEME = "otpauth://";

  /** Eighteen digits always fit into a long; counters are smaller by far. */
  private static final long MAX_COUNTER = 999_999_999_999_999_999L;

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

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
    String whole = SecretParameter.leftOut(text);
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
    int fragment = whole.indexOf('#', mark);
    Map<String, String> query =
        query(whole.substring(mark + 1, fragment < 0 ? whole.length() : fragment));
    String label = decode(whole.substring(slash + 1, mark), false);
    AccountId account = account(kind, label, query);
    OathHash hash =
        OathHash.byName(query.getOrDefault("algorithm", "SHA1"))
            .orElseThrow(
                () -> new IllegalArgumentException("the algorithm is SHA1, SHA256 or SHA512"));
    int digits =
        (int) number(query, "digits", USUAL_DIGITS, HotpValue.MIN_DIGITS, HotpValue.MAX_DIGITS);
    long counter = kind == CodeKind.HOTP ? number(query, "counter", 0, 0, MAX_COUNTER) : 0;
    return new OtpauthUri(kind, account, hash, digits, counter, SecretParameter.seed(text));
  }

  /**
   * One of the parts; {@link #format()} writes it.
   *
   * @param account with a period exactly for TOTP
   * @param digits 6 to 8
   * @param counter the counter of the first code, for HOTP; 0 otherwise
   * @param seed at least one byte, of which a copy is taken
   * @throws IllegalArgumentException when no URI says the same
   */
  public static OtpauthUri of(
      CodeKind kind, AccountId account, OathHash hash, int digits, long counter, byte[] seed) {
    OtpauthUri uri = new OtpauthUri(kind, account, hash, digits, counter, seed.clone());
    char[] text = uri.format();
    try (OtpauthUri read = parse(text)) {
      if (uri.saysTheSame(read)) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      uri.close();
      throw e;
    } finally {
      Arrays.fill(text, '\0');
    }
    uri.close();
    throw new IllegalArgumentException(
        "no otpauth URI can say the name or a number of the account");
  }

  private boolean saysTheSame(OtpauthUri other) {
    return kind == other.kind
        && account.equals(other.account)
        && hash == other.hash
        && digits == other.digits
        && counter == other.counter
        && MessageDigest.isEqual(seed, other.seed);
  }

  /**
   * The text, for a QR code: parameters that have their usual value are left out, as AWS does;
   * {@code otpauth://totp/phone@123456789012?secret=...}.
   *
   * @return the characters, which hold the seed, and which the caller wipes
   */
  public char[] format() {
    StringBuilder label = new StringBuilder(SCHEME);
    label.append(kind.name().toLowerCase(Locale.ROOT)).append('/');
    account.issuer().ifPresent(issuer -> label.append(encode(issuer)));
    if (account.issuer().isPresent() || account.name().indexOf(':') >= 0) {
      label.append(':');
    }
    label.append(encode(account.name())).append("?secret=");
    StringBuilder rest = new StringBuilder();
    account.issuer().ifPresent(issuer -> rest.append("&issuer=").append(encode(issuer)));
    if (hash != OathHash.SHA1) {
      rest.append("&algorithm=").append(hash.name());
    }
    if (digits != USUAL_DIGITS) {
      rest.append("&digits=").append(digits);
    }
    account
        .period()
        .filter(period -> !period.equals(AccountId.USUAL_PERIOD))
        .ifPresent(period -> rest.append("&period=").append(period.toSeconds()));
    if (kind == CodeKind.HOTP) {
      rest.append("&counter=").append(counter);
    }
    char[] secret = Base32.encode(seed);
    char[] text = new char[label.length() + secret.length + rest.length()];
    label.getChars(0, label.length(), text, 0);
    System.arraycopy(secret, 0, text, label.length(), secret.length);
    rest.getChars(0, rest.length(), text, label.length() + secret.length);
    Arrays.fill(secret, '\0');
    return text;
  }

  /** Characters that stand for themselves in a label and in a parameter ([RFC3986] 3.3). */
  private static String encode(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~@".indexOf(c) >= 0);
      encoded.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return encoded.toString();
  }

  private static AccountId account(CodeKind kind, String label, Map<String, String> query) {
    int colon = label.indexOf(':');
    String before = colon < 0 ? "" : label.substring(0, colon).strip();
    String name = (colon < 0 ? label : label.substring(colon + 1)).strip();
    String issuer = query.getOrDefault("issuer", before).replace(":", "").strip();
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the label of an otpauth URI names the account");
    }
    if ((issuer + name).chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the label of an otpauth URI has no control characters");
    }
    Optional<Duration> period =
        kind == CodeKind.TOTP
            ? Optional.of(Duration.ofSeconds(number(query, "period", 30, 1, 86_400)))
            : Optional.empty();
    return new AccountId(period, issuer.isEmpty() ? Optional.empty() : Optional.of(issuer), name);
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
    if (NUMBER.matcher(text).matches()) {
      long number = Long.parseLong(text);
      if (number >= smallest && number <= greatest) {
        return number;
      }
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
