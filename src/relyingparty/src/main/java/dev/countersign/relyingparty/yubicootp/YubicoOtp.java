package dev.countersign.relyingparty.yubicootp;

import dev.countersign.wire.oath.Modhex;
import java.util.Arrays;

/**
 * A one-time password as the token types it ([YK-YOTP] test-vectors): the public identity in clear,
 * and one AES block. Nothing of it is proven; {@link YubicoOtpVerifier} does that.
 */
public final class YubicoOtp {
  static final int MAX_PUBLIC_ID_BYTES = 16;
  static final int BLOCK_BYTES = 16;

  private final byte[] publicId;
  private final byte[] block;

  private YubicoOtp(byte[] publicId, byte[] block) {
    this.publicId = publicId;
    this.block = block;
  }

  /**
   * Reads what was typed: 32 to 64 letters of modhex, in any case; 44 from a token as it is
   * delivered.
   *
   * @throws IllegalArgumentException when it is something else; the message repeats none of it
   */
  public static YubicoOtp parse(String text) {
    if (text.length() < 2 * BLOCK_BYTES
        || text.length() > 2 * (MAX_PUBLIC_ID_BYTES + BLOCK_BYTES)) {
      throw new IllegalArgumentException("a Yubico OTP has 32 to 64 letters");
    }
    byte[] bytes = Modhex.decode(text);
    int split = bytes.length - BLOCK_BYTES;
    return new YubicoOtp(
        Arrays.copyOf(bytes, split), Arrays.copyOfRange(bytes, split, bytes.length));
  }

  /** A copy of the public identity, 0 to 16 bytes: by it a service finds the token's keys. */
  public byte[] publicId() {
    return publicId.clone();
  }

  /** The public identity as the token types it. */
  public String publicIdModhex() {
    return Modhex.encode(publicId);
  }

  byte[] block() {
    return block.clone();
  }

  /** The public identity alone. */
  @Override
  public String toString() {
    return "Yubico OTP of " + publicIdModhex();
  }
}
