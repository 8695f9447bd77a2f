package dev.countersign.relyingparty.code;

import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OtpauthUri;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * What a service hands to somebody who enrols a device: a new seed, and the text of a QR code that
 * carries it. The device counts as enrolled once {@link TotpVerifier#synchronise} accepted two
 * codes of it.
 */
public final class Enrolment {
  /** The seed that is recommended: as long as a SHA-1 MAC ([RFC4226] 4, R6). */
  public static final int USUAL_SEED_BYTES = 20;

  /** What AWS hands out: 64 characters of base32 ([AWS-MFA] CreateVirtualMFADevice). */
  public static final int AWS_SEED_BYTES = 40;

  /** The least that is allowed ([RFC4226] 4, R6). */
  private static final int MIN_SEED_BYTES = 16;

  private static final int MAX_SEED_BYTES = 128;

  private Enrolment() {}

  /**
   * A new seed.
   *
   * @param lengthBytes 16 to 128
   * @return the seed, which the caller wipes
   */
  public static byte[] newSeed(SecureRandom random, int lengthBytes) {
    if (lengthBytes < MIN_SEED_BYTES || lengthBytes > MAX_SEED_BYTES) {
      throw new IllegalArgumentException("a new seed has 16 to 128 bytes");
    }
    byte[] seed = new byte[lengthBytes];
    random.nextBytes(seed);
    return seed;
  }

  /**
   * The URI of a device: {@code otpauth://totp/Example:alice?secret=...&issuer=Example}.
   *
   * @param issuer the service
   * @param name the account there
   * @param seed of which the URI holds a copy until it is closed
   * @throws IllegalArgumentException when no URI can say that
   */
  public static OtpauthUri uri(TotpDevice device, String issuer, String name, byte[] seed) {
    AccountId account = new AccountId(Optional.of(device.period()), Optional.of(issuer), name);
    return OtpauthUri.of(CodeKind.TOTP, account, device.hash(), device.digits(), 0, seed);
  }

  /**
   * The URI as AWS writes it: {@code otpauth://totp/NAME@ACCOUNT?secret=...}, and nothing else
   * ([AWS-MFA] VirtualMFADevice).
   *
   * @param accountName the user who created the device, or the number of the account
   * @param seed of which the URI holds a copy until it is closed
   */
  public static OtpauthUri awsUri(MfaDeviceArn device, String accountName, byte[] seed) {
    TotpDevice usual = TotpDevice.usual(device.toString());
    AccountId account = AccountId.totp(Optional.empty(), device.name() + "@" + accountName);
    return OtpauthUri.of(CodeKind.TOTP, account, usual.hash(), usual.digits(), 0, seed);
  }
}
