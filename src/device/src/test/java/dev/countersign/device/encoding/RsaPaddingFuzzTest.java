package dev.countersign.device.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.device.Digest;
import dev.countersign.device.encoding.RsaPadding.BadPaddingException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Blocks that a card decrypted are unpadded as the plainest reading of RFC 8017, and Bouncy Castle,
 * say.
 */
class RsaPaddingFuzzTest {
  private static final int BLOCK_BYTES = 128;

  static Stream<byte[]> seeds() throws InvalidCipherTextException {
    byte[] oaep = new byte[BLOCK_BYTES - 1];
    OAEPEncoding encoder = oaep();
    encoder.init(true, new NoKey(false));
    byte[] encoded = encoder.processBlock(new byte[] {1, 2, 3}, 0, 3);
    System.arraycopy(encoded, 0, oaep, oaep.length - encoded.length, encoded.length);
    return Stream.of(
        HexFormat.of().parseHex("0002" + "11".repeat(8) + "00"),
        HexFormat.of().parseHex("0002" + "11".repeat(7) + "0001"),
        HexFormat.of().parseHex("0002" + "FF".repeat(200)),
        HexFormat.of().parseHex("0001" + "FF".repeat(100) + "00" + "AA".repeat(20)),
        HexFormat.of().parseHex("00" + HexFormat.of().formatHex(oaep)),
        new byte[0]);
  }

  @MethodSource("seeds")
  @FuzzTest
  void unpadsAsTheStandardSays(byte[] input) {
    byte[] block = Arrays.copyOf(input, BLOCK_BYTES);
    agree(plainPkcs1(block), () -> RsaPadding.decodePkcs1(block.clone()));
    agree(
        bouncyCastleOaep(block),
        () -> RsaPadding.decodeOaep(Digest.SHA256, Digest.SHA256, block.clone()));
    byte[] padded = RsaPadding.pkcs1Signature(Optional.empty(), tail(block, 40), BLOCK_BYTES);
    assertThat(tail(padded, 40)).isEqualTo(tail(block, 40));
  }

  private interface Decoding {
    byte[] run() throws BadPaddingException;
  }

  private static void agree(Optional<byte[]> expected, Decoding decoding) {
    if (expected.isEmpty()) {
      assertThatExceptionOfType(BadPaddingException.class).isThrownBy(decoding::run);
      return;
    }
    try {
      assertThat(decoding.run()).isEqualTo(expected.get());
    } catch (BadPaddingException e) {
      throw new AssertionError("a message of %d bytes".formatted(expected.get().length), e);
    }
  }

  private static byte[] tail(byte[] block, int length) {
    return Arrays.copyOfRange(block, block.length - length, block.length);
  }

  /** 00 02, at least eight bytes that are not zero, 00, the message. */
  private static Optional<byte[]> plainPkcs1(byte[] block) {
    if (block[0] != 0 || block[1] != 2) {
      return Optional.empty();
    }
    int zero = 2;
    while (zero < block.length && block[zero] != 0) {
      zero++;
    }
    return zero < 10 || zero == block.length
        ? Optional.empty()
        : Optional.of(Arrays.copyOfRange(block, zero + 1, block.length));
  }

  private static Optional<byte[]> bouncyCastleOaep(byte[] block) {
    if (block[0] != 0) {
      return Optional.empty();
    }
    OAEPEncoding decoder = oaep();
    decoder.init(false, new NoKey(true));
    try {
      return Optional.of(decoder.processBlock(block, 1, block.length - 1));
    } catch (InvalidCipherTextException e) {
      return Optional.empty();
    }
  }

  private static OAEPEncoding oaep() {
    return new OAEPEncoding(new NoCipher(), new SHA256Digest());
  }

  private static final class NoKey extends AsymmetricKeyParameter {
    NoKey(boolean secret) {
      super(secret);
    }
  }

  /** The padding without the cipher. */
  private static final class NoCipher implements AsymmetricBlockCipher {
    @Override
    public void init(boolean forEncryption, CipherParameters parameters) {}

    @Override
    public int getInputBlockSize() {
      return BLOCK_BYTES - 1;
    }

    @Override
    public int getOutputBlockSize() {
      return BLOCK_BYTES - 1;
    }

    @Override
    public byte[] processBlock(byte[] in, int offset, int length) {
      return Arrays.copyOfRange(in, offset, offset + length);
    }
  }
}
