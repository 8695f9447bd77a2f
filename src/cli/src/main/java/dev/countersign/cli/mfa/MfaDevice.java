package dev.countersign.cli.mfa;

import dev.countersign.cli.Failure;
import dev.countersign.wire.oath.AccountId;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An MFA device of an AWS account by its ARN, which is its serial number there: {@code
 * arn:aws:iam::123456789012:mfa/alice}.
 *
 * @param arn the whole of it
 * @param accountNumber the twelve digits of the AWS account
 * @param name the last part
 */
record MfaDevice(String arn, String accountNumber, String name) {
  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z0-9-]*:iam::([0-9]{12}):([a-z0-9-]+)/(?:.*/)?([^/]+)");
  private static final String ROOT = "root-account-mfa-device";
  private static final String ISSUER = "AWS";

  /**
   * Reads an ARN; empty when the text is none.
   *
   * @throws Failure when it is one of something that makes no codes
   */
  static Optional<MfaDevice> parse(String text) {
    if (!text.startsWith("arn:")) {
      return Optional.empty();
    }
    Matcher parts = ARN.matcher(text);
    if (!parts.matches()) {
      throw Failure.usage(
          "that is not the ARN of an MFA device",
          "it looks like arn:aws:iam::123456789012:mfa/alice");
    } else if (parts.group(2).equals("u2f")) {
      throw Failure.usage(
          "that is the ARN of a FIDO security key, which makes no codes",
          "name a virtual MFA device, whose ARN has :mfa/ in it");
    } else if (!parts.group(2).equals("mfa")) {
      throw Failure.usage(
          "that is not the ARN of an MFA device",
          "name a virtual MFA device, whose ARN has :mfa/ in it");
    }
    return Optional.of(new MfaDevice(text, parts.group(1), parts.group(3)));
  }

  /** Whether it belongs to the root user, who enrols in the console only. */
  boolean root() {
    return name.equals(ROOT);
  }

  /** What an account for it is called when nobody says otherwise. */
  AccountId account() {
    return AccountId.totp(Optional.of(ISSUER), name + "@" + accountNumber);
  }

  /**
   * How well an account fits: 0 not at all. AWS's own QR codes name an account {@code
   * device@user-or-account-number}.
   */
  int fit(AccountId id) {
    if (id.label().equals(arn) || id.name().equals(arn)) {
      return 5;
    }
    String own = id.name();
    if (own.equals(name + "@" + accountNumber)) {
      return 4;
    } else if (!aws(id)) {
      return 0;
    } else if (own.equals(name)) {
      return 3;
    }
    String start = name + "@";
    boolean otherAccount =
        own.startsWith(start) && own.substring(start.length()).matches("[0-9]{12}");
    return own.startsWith(start) && !otherAccount ? 2 : 0;
  }

  /** Whether codes of this account are for AWS, as far as its issuer tells. */
  static boolean aws(AccountId id) {
    String issuer = id.issuer().orElse("").toLowerCase(Locale.ROOT);
    return issuer.contains("aws") || issuer.contains("amazon");
  }
}
