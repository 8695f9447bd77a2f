package dev.countersign.relyingparty.code;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a virtual MFA device at AWS: {@code arn:aws:iam::123456789012:mfa/phone} ([AWS-MFA]
 * CreateVirtualMFADevice, VirtualMFADevice).
 *
 * @param partition {@code aws}, {@code aws-cn}, {@code aws-us-gov}
 * @param account twelve digits
 * @param path {@code /}, or one that begins and ends with a slash
 * @param name letters, digits and any of {@code _+=,.@-}
 */
public record MfaDeviceArn(String partition, String account, String path, String name) {
  private static final int MAX_CHARACTERS = 256;
  private static final Pattern ARN =
      Pattern.compile(
          "arn:(?<partition>aws[a-z-]{0,16}):iam::(?<account>[0-9]{12}):mfa"
              + "(?<path>/(?:[0-9A-Za-z_+=,.@-]+/)*)(?<name>[0-9A-Za-z_+=,.@-]+)");

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException when they are not those of such a name
   */
  public MfaDeviceArn {
    matched(text(partition, account, path, name));
    if (!path.endsWith("/") || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException(SHAPE);
    }
  }

  private static final String SHAPE =
      "a virtual MFA device is named like arn:aws:iam::123456789012:mfa/phone";

  /** A device without a path in the usual partition. */
  public static MfaDeviceArn of(String account, String name) {
    return new MfaDeviceArn("aws", account, "/", name);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is none, also for the names of security keys and of
   *     hardware tokens
   */
  public static MfaDeviceArn parse(String text) {
    Matcher parts = matched(text);
    return new MfaDeviceArn(
        parts.group("partition"), parts.group("account"), parts.group("path"), parts.group("name"));
  }

  private static Matcher matched(String text) {
    Matcher parts = ARN.matcher(text);
    if (text.length() > MAX_CHARACTERS || !parts.matches()) {
      throw new IllegalArgumentException(SHAPE);
    }
    return parts;
  }

  private static String text(String partition, String account, String path, String name) {
    return "arn:%s:iam::%s:mfa%s%s".formatted(partition, account, path, name);
  }

  /** The name as AWS writes it. */
  @Override
  public String toString() {
    return text(partition, account, path, name);
  }
}
