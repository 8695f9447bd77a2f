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
  private static final String WORD = "[0-9A-Za-z_+=,.@-]{1,64}";
  private static final Pattern NAME = Pattern.compile(WORD);
  private static final Pattern ARN =
      Pattern.compile(
          "arn:(?<partition>aws[a-z-]{0,16}):iam::(?<account>[0-9]{12}):u2f/user/(?<user>%s)/(?<name>%s)-(?<suffix>[A-Z2-7]{26})"
              .formatted(WORD, WORD));
  private static final String SHAPE =
      "a security key is named like"
          + " arn:aws:iam::123456789012:u2f/user/alice/blue-NSSQURFMVVHQLMHYNZQJFH4EHM";

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException when they are not those of such a name
   */
  public SecurityKeyArn {
    matched("arn:%s:iam::%s:u2f/user/%s/%s-%s".formatted(partition, account, user, name, suffix));
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
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a key is named by 1 to 64 letters, digits and any of _+=,.@-");
    }
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
