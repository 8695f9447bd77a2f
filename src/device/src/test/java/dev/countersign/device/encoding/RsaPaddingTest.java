package dev.countersign.device.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.device.Digest;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [RFC8017] 7 and 9, with the Java runtime as judge and every byte of a padding spoilt once. */
class RsaPaddingTest {
  private static final KeyPair PAIR = pair();
  private static final int LENGTH = 256;

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] power(byte[] block, BigInteger exponent) {
    BigInteger modulus = ((RSAPublicKey) PAIR.getPublic()).getModulus();
    return EllipticCurves.unsigned(new BigInteger(1, block).modPow(exponent, modulus), LENGTH);
  }

  private static byte[] signed(byte[] block) {
    return power(block, ((RSAPrivateKey) PAIR.getPrivate()).getPrivateExponent());
  }

  @ParameterizedTest
  @EnumSource(Digest.class)
  void pkcs1BlocksVerify(Digest digest) throws Exception {
    byte[] message = {1, 2, 3};
    byte[] block = RsaPadding.pkcs1Signature(Optional.of(digest), digest.hash(message), LENGTH);
    Signature verifier = Signature.getInstance(digest.name() + "withRSA");
    verifier.initVerify(PAIR.getPublic());
    verifier.update(message);
    assertThat(verifier.verify(signed(block))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Digest.class)
  void pssBlocksVerify(Digest digest) throws Exception {
    byte[] message = {1, 2, 3};
    for (Digest mgf : Digest.values()) {
      for (int saltLength : new int[] {0, 1, digest.lengthBytes()}) {
        byte[] block =
            RsaPadding.pssSignature(
                digest, mgf, digest.hash(message), new byte[saltLength], 8 * LENGTH);
        Signature verifier = Signature.getInstance("RSASSA-PSS");
        verifier.setParameter(
            new PSSParameterSpec(
                digest.jcaName(), "MGF1", new MGF1ParameterSpec(mgf.jcaName()), saltLength, 1));
        verifier.initVerify(PAIR.getPublic());
        verifier.update(message);
        assertThat(verifier.verify(signed(block))).isTrue();
      }
    }
  }

  @Test
  void tooLongInputsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RsaPadding.pkcs1Signature(Optional.empty(), new byte[LENGTH - 10], LENGTH));
    assertThat(RsaPadding.pkcs1Signature(Optional.empty(), new byte[LENGTH - 11], LENGTH))
        .hasSize(LENGTH);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RsaPadding.pssSignature(
                    Digest.SHA512, Digest.SHA512, new byte[64], new byte[64], 1024));
  }

  private static byte[] pkcs1(int messageLength) {
    byte[] block = new byte[LENGTH];
    Arrays.fill(block, (byte) 0x5A);
    block[0] = 0;
    block[1] = 2;
    block[LENGTH - messageLength - 1] = 0;
    return block;
  }

  private static void assertBadPkcs1(byte[] block) {
    assertThatExceptionOfType(RsaPadding.BadPaddingException.class)
        .isThrownBy(() -> RsaPadding.decodePkcs1(block))
        .withMessage("the padding is wrong");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, LENGTH - 11})
  void pkcs1MessagesOfEveryLengthAreDecoded(int length) throws Exception {
    byte[] message = RsaPadding.decodePkcs1(pkcs1(length));
    assertThat(message).hasSize(length);
    assertThat(message).containsOnly(length == 0 ? new byte[0] : new byte[] {0x5A});
  }

  @Test
  void spoiltPkcs1PaddingsAreOneError() {
    for (int i = 0; i < 2; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] block = pkcs1(32);
        block[i] ^= (byte) (1 << bit);
        assertBadPkcs1(block);
      }
    }
    for (int i = 2; i < 10; i++) {
      byte[] block = pkcs1(32);
      block[i] = 0; // fewer than eight bytes of padding
      assertBadPkcs1(block);
    }
    byte[] withoutSeparator = pkcs1(32);
    withoutSeparator[LENGTH - 33] = 1;
    assertBadPkcs1(withoutSeparator);
    assertBadPkcs1(new byte[LENGTH]);
  }

  private static byte[] oaep(Digest hash, Digest mgf, byte[] message) throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        PAIR.getPublic(),
        new OAEPParameterSpec(
            hash.jcaName(),
            "MGF1",
            new MGF1ParameterSpec(mgf.jcaName()),
            PSource.PSpecified.DEFAULT));
    return signed(cipher.doFinal(message));
  }

  @ParameterizedTest
  @EnumSource(Digest.class)
  void oaepMessagesAreDecoded(Digest digest) throws Exception {
    for (int length : new int[] {0, 1, LENGTH - 2 * digest.lengthBytes() - 2}) {
      byte[] message = new byte[length];
      new Random(length).nextBytes(message);
      byte[] block = oaep(digest, Digest.SHA1, message);
      assertThat(RsaPadding.decodeOaep(digest, Digest.SHA1, block)).isEqualTo(message);
    }
  }

  @Test
  void spoiltOaepPaddingsAreOneError() throws Exception {
    byte[] good = oaep(Digest.SHA256, Digest.SHA256, new byte[] {1, 2, 3});
    for (int i = 0; i < LENGTH; i++) {
      byte[] block = good.clone();
      block[i] ^= 0x40;
      assertThatExceptionOfType(RsaPadding.BadPaddingException.class)
          .as("byte %d", i)
          .isThrownBy(() -> requireSame(RsaPadding.decodeOaep(Digest.SHA256, Digest.SHA256, block)))
          .withMessage("the padding is wrong");
    }
    assertThatExceptionOfType(RsaPadding.BadPaddingException.class)
        .isThrownBy(() -> RsaPadding.decodeOaep(Digest.SHA1, Digest.SHA256, good));
    assertThatExceptionOfType(RsaPadding.BadPaddingException.class)
        .isThrownBy(() -> RsaPadding.decodeOaep(Digest.SHA512, Digest.SHA512, new byte[128]));
  }

  /** A change in the message alone is no wrong padding; the mask makes it one nearly always. */
  private static void requireSame(byte[] message) throws RsaPadding.BadPaddingException {
    if (!Arrays.equals(message, new byte[] {1, 2, 3})) {
      throw new RsaPadding.BadPaddingException();
    }
  }
}
