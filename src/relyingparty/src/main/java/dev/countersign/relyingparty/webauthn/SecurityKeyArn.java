package dev.countersign.relyingparty.webauthn;

import dev.countersign.wire.oath.Base32;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a security key as AWS forms it: {@code
 * arn:aws:iam::123456789012:u2f/user/alice/blue-NSSQURFMVVHQLMHYNZQJFH4EHM}.
 *
 * @param partition {@code aws}, {@code aws-cn}, {@code aws-us-gov}
 * @param account twelve digits
 * @param user the name of the user
 * @param name the name of the key: letters, digits and any of {@code _+=,.@-}
 * @param suffix 26 characters of base32, which make the name one of its own
 */
public record SecurityKeyArn(
    String partition, String account, String user, String name, String suffix) {
  static final int SUFFIX_BYTES = 16;

  private static final int MAX_CHARACTERS = 256;
  private static final int MAX_WORD_CHARACTERS = 64;
  private static final int SUFFIX_CHARACTERS = 26;
  private static final String WORD = "[0-9A-Za-z_+=,.@-]{1,64}";
  private static final Pattern PARTITION = Pattern.compile("aws[a-z-]{0,16}");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern ARN =
      Pattern.compile(
          "arn:(?<partition>%s):iam::(?<account>%s):u2f/user/(?<user>%s)/(?<name>%s)-(?<suffix>[A-Z2-7]{26})"
              .formatted(PARTITION, ACCOUNT, WORD, WORD));
  private static final String SHAPE =
      "a security key is named like"
          + " arn:aws:iam::123456789012:u2f/user/alice/blue-NSSQURFMVVHQLMHYNZQJFH4EHM";

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException when they are not those of such a name
   */
  public SecurityKeyArn {
    // one by one, since each sign-in makes such a name
    if (!PARTITION.matcher(partition).matches()
        || !ACCOUNT.matcher(account).matches()
        || !isWord(user)
        || !isWord(name)
        || !isSuffix(suffix)) {
      throw new IllegalArgumentException(SHAPE);
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is none, also for the names of other MFA devices
   */
  public static SecurityKeyArn parse(String text) {
    Matcher parts = matched(text);
    return new SecurityKeyArn(
        parts.group("partition"),
        parts.group("account"),
        parts.group("user"),
        parts.group("name"),
        parts.group("suffix"));
  }

  /** The suffix that 16 bytes make. */
  static String suffix(byte[] random) {
    String padded = new String(Base32.encode(random));
    return padded.replace("=", "");
  }

  static void checkName(String name) {
    if (!isWord(name)) {
      throw new IllegalArgumentException(
          "a key is named by 1 to 64 letters, digits and any of _+=,.@-");
    }
  }

  static void checkPartition(String partition) {
    if (!PARTITION.matcher(partition).matches()) {
      throw new IllegalArgumentException("a partition is aws, or aws with letters and hyphens");
    }
  }

  /** Whether a user and a key may be named so. */
  static boolean isWord(String text) {
    boolean word = !text.isEmpty() && text.length() <= MAX_WORD_CHARACTERS;
    for (int i = 0; word && i < text.length(); i++) {
      char c = text.charAt(i);
      word = isLetter(c) || (c >= '0' && c <= '9') || "_+=,.@-".indexOf(c) >= 0;
    }
    return word;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isSuffix(String text) {
    boolean suffix = text.length() == SUFFIX_CHARACTERS;
    for (int i = 0; suffix && i < text.length(); i++) {
      char c = text.charAt(i);
      suffix = (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7');
    }
    return suffix;
  }

  private static Matcher matched(String text) {
    Matcher parts = ARN.matcher(text);
    if (text.length() > MAX_CHARACTERS || !parts.matches()) {
      throw new IllegalArgumentException(SHAPE);
    }
    return parts;
  }

  /** The name as AWS writes it. */
  @Override
  public String toString() {
    return "arn:%s:iam::%s:u2f/user/%s/%s-%s".formatted(partition, account, user, name, suffix);
  }
}
