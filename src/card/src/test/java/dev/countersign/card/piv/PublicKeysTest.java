package dev.countersign.card.piv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.encoding.EllipticCurves;
import dev.countersign.device.encoding.RawPublicKeys;
import dev.countersign.wire.Tlv;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.ECPoint;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicKeysTest {
  private static List<Tlv> point(byte[] value) {
    return List.of(Tlv.of(0x86, value));
  }

  private static void assertRefused(KeyAlgorithm algorithm, List<Tlv> objects) {
    assertThatIllegalArgumentException().isThrownBy(() -> PublicKeys.decode(algorithm, objects));
  }

  @Test
  void pointOfTheCurveIsRead() {
    for (KeyAlgorithm algorithm : List.of(KeyAlgorithm.P256, KeyAlgorithm.P384)) {
      ECPublicKey key = (ECPublicKey) TestKeys.pair(algorithm).getPublic();
      byte[] encoded = EllipticCurves.encode(algorithm, key.getW());
      assertThat(PublicKeys.decode(algorithm, point(encoded))).isEqualTo(key);
    }
  }

  @Test
  void pointOffTheCurveIsRefused() {
    ECPublicKey key = (ECPublicKey) TestKeys.pair(KeyAlgorithm.P256).getPublic();
    byte[] encoded = EllipticCurves.encode(KeyAlgorithm.P256, key.getW());
    encoded[64] ^= 1;
    assertRefused(KeyAlgorithm.P256, point(encoded));
    assertRefused(KeyAlgorithm.P256, point(Arrays.copyOf(encoded, 64)));
    assertRefused(KeyAlgorithm.P256, point(new byte[65]));
    assertRefused(KeyAlgorithm.P256, List.of());
    byte[] huge = new byte[65];
    Arrays.fill(huge, (byte) 0xFF);
    huge[0] = 4;
    assertRefused(KeyAlgorithm.P256, point(huge));
    assertThat(EllipticCurves.isOnCurve(KeyAlgorithm.P256, ECPoint.POINT_INFINITY)).isFalse();
  }

  @Test
  void modulusOfAnotherLengthOrEvenIsRefused() {
    byte[] modulus = new byte[256];
    modulus[0] = (byte) 0x80;
    Tlv exponent = Tlv.of(0x82, new byte[] {1, 0, 1});
    assertRefused(KeyAlgorithm.RSA2048, List.of(Tlv.of(0x81, modulus), exponent));
    modulus[255] = 1;
    assertThat(PublicKeys.decode(KeyAlgorithm.RSA2048, List.of(Tlv.of(0x81, modulus), exponent)))
        .isNotNull();
    modulus[0] = 0x40;
    assertRefused(KeyAlgorithm.RSA2048, List.of(Tlv.of(0x81, modulus), exponent));
    modulus[0] = (byte) 0x80;
    for (String bad : List.of("01", "02", "00", "010000")) {
      assertRefused(
          KeyAlgorithm.RSA2048,
          List.of(Tlv.of(0x81, modulus), Tlv.of(0x82, HexFormat.of().parseHex(bad))));
    }
  }

  @Test
  void keysOfCurve25519AreReadAndWritten() {
    byte[] ed =
        HexFormat.of()
            .parseHex(
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"); // [RFC8032]
    // 7.1
    byte[] spki = PublicKeys.decode(KeyAlgorithm.ED25519, point(ed)).getEncoded();
    assertThat(Arrays.copyOfRange(spki, spki.length - 32, spki.length)).isEqualTo(ed);
    byte[] x =
        HexFormat.of()
            .parseHex(
                "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"); // [RFC7748]
    // 6.1
    XECPublicKey key = (XECPublicKey) PublicKeys.decode(KeyAlgorithm.X25519, point(x));
    assertThat(RawPublicKeys.encodeX25519(key)).isEqualTo(x);
    assertRefused(KeyAlgorithm.X25519, point(new byte[31]));
    assertRefused(KeyAlgorithm.ED25519, point(new byte[33]));
  }

  @Test
  void numbersThatDoNotFitAreRefused() {
    assertThat(EllipticCurves.unsigned(BigInteger.valueOf(255), 2)).containsExactly(0, 0xFF);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EllipticCurves.unsigned(BigInteger.valueOf(256), 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EllipticCurves.unsigned(BigInteger.valueOf(-1), 1));
  }
}
