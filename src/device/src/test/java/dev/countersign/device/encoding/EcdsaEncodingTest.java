package dev.countersign.device.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.NamedCurves;
import dev.countersign.device.SignatureAlgorithm.Ecdsa.Format;
import dev.countersign.wire.Tlv;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcdsaEncodingTest {
  private static final BigInteger ORDER = NamedCurves.parameters(KeyAlgorithm.P256).getOrder();

  private static byte[] der(BigInteger r, BigInteger s) {
    return Tlv.of(0x30, Tlv.of(0x02, r.toByteArray()), Tlv.of(0x02, s.toByteArray())).encode();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @Test
  void longHashIsCutOnTheRightAndShortOneFilledOnTheLeft() {
    byte[] hash = new byte[64];
    hash[0] = 1;
    hash[31] = 2;
    hash[32] = 3;
    assertThat(EcdsaEncoding.input(KeyAlgorithm.P256, hash)).hasSize(32).startsWith(1).endsWith(2);
    assertThat(EcdsaEncoding.input(KeyAlgorithm.P256, new byte[] {7, 8}))
        .hasSize(32)
        .startsWith(0, 0)
        .endsWith(7, 8);
    assertThat(EcdsaEncoding.input(KeyAlgorithm.P384, new byte[] {9})).hasSize(48).endsWith(9);
  }

  @Test
  void integersAreWrittenAsLongAsTheFieldForP1363() {
    byte[] both =
        EcdsaEncoding.output(
            KeyAlgorithm.P256, der(BigInteger.ONE, ORDER.subtract(BigInteger.ONE)), Format.P1363);
    assertThat(both).hasSize(64);
    assertThat(both[31]).isEqualTo((byte) 1);
    assertThat(both[32]).isEqualTo((byte) 0xFF);
  }

  @Test
  void signatureOfTwoIntegersIsWrittenAsDer() {
    byte[] both = new byte[64];
    both[31] = 1;
    both[32] = (byte) 0x80;
    assertThat(EcdsaEncoding.fromP1363(KeyAlgorithm.P256, both))
        .isEqualTo(der(BigInteger.ONE, BigInteger.ONE.shiftLeft(255)));
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyAlgorithm.class,
      names = {"P256", "P384"})
  void integersOfEveryLengthAreWrittenAsDer(KeyAlgorithm curve) {
    BigInteger last = NamedCurves.parameters(curve).getOrder().subtract(BigInteger.ONE);
    for (int bits = 0; bits < curve.bits(); bits++) {
      BigInteger r = BigInteger.ONE.shiftLeft(bits);
      BigInteger s = last.shiftRight(bits);
      byte[] both = Arrays.copyOf(EllipticCurves.unsigned(r, curve.bytes()), 2 * curve.bytes());
      System.arraycopy(
          EllipticCurves.unsigned(s, curve.bytes()), 0, both, curve.bytes(), curve.bytes());
      assertThat(EcdsaEncoding.fromP1363(curve, both)).as("%d bits", bits).isEqualTo(der(r, s));
    }
  }

  @Test
  void integersFromTheOrderOnAreRefusedAndTheOneBeforeIsNot() {
    byte[] both = new byte[64];
    both[63] = 1;
    for (int more = -1; more <= 1; more++) {
      BigInteger number = ORDER.add(BigInteger.valueOf(more));
      System.arraycopy(EllipticCurves.unsigned(number, 32), 0, both, 0, 32);
      if (more < 0) {
        assertThat(EcdsaEncoding.fromP1363(KeyAlgorithm.P256, both))
            .isEqualTo(der(number, BigInteger.ONE));
      } else {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> EcdsaEncoding.fromP1363(KeyAlgorithm.P256, both));
      }
    }
  }

  @Test
  void twoIntegersOutsideTheirRangeOrLengthAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EcdsaEncoding.fromP1363(KeyAlgorithm.P256, new byte[63]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EcdsaEncoding.fromP1363(KeyAlgorithm.P256, new byte[64]));
    byte[] large = new byte[64];
    Arrays.fill(large, (byte) 0xFF);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EcdsaEncoding.fromP1363(KeyAlgorithm.P256, large));
  }

  @Test
  void derIsWrittenInItsShortestForm() {
    byte[] padded = hex("300802030000010201 02".replace(" ", ""));
    assertThat(EcdsaEncoding.output(KeyAlgorithm.P256, padded, Format.DER))
        .isEqualTo(hex("3006020101020102"));
  }

  @Test
  void numbersOutsideTheirRangeAreRefused() {
    for (BigInteger bad :
        new BigInteger[] {
          BigInteger.ZERO, ORDER, ORDER.add(BigInteger.ONE), BigInteger.ONE.negate()
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  EcdsaEncoding.output(KeyAlgorithm.P256, der(bad, BigInteger.ONE), Format.P1363));
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> EcdsaEncoding.output(KeyAlgorithm.P256, der(BigInteger.ONE, bad), Format.DER));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "3003020101",
        "3009020101020101020101",
        "300602010102010100",
        "3106020101020101",
        "3006020101030101",
        "3005020002 0101",
        "30800201010201010000"
      })
  void whatIsNoSignatureIsRefused(String signature) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                EcdsaEncoding.output(
                    KeyAlgorithm.P256, hex(signature.replace(" ", "")), Format.DER));
  }
}
