package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.encoding.EllipticCurves;
import dev.countersign.host.cryptoki.Attributes;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Public keys in each way in which modules were seen to write them. */
class PublicKeysTest {
  private static final String P256 = "06082a8648ce3d030107";

  private static Attributes told(long type, Map<Long, byte[]> values) {
    Map<Long, byte[]> all = new HashMap<>(values);
    ByteBuffer number = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(type);
    all.put(Cka.KEY_TYPE, number.array());
    return Attributes.of(all);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static byte[] concat(byte[] header, byte[] rest) {
    byte[] all = Arrays.copyOf(header, header.length + rest.length);
    System.arraycopy(rest, 0, all, header.length, rest.length);
    return all;
  }

  private static byte[] tail(KeyPair pair, int length) {
    byte[] encoded = pair.getPublic().getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - length, encoded.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0441", "034200"})
  void pointIsReadRawAndInBothStrings(String header) throws Exception {
    KeyPair pair = Pkcs11KeyManagementTest.pair(KeyAlgorithm.P256);
    byte[] point =
        EllipticCurves.encode(KeyAlgorithm.P256, ((ECPublicKey) pair.getPublic()).getW());
    Attributes told =
        told(Ckk.EC, Map.of(Cka.EC_PARAMS, hex(P256), Cka.EC_POINT, concat(hex(header), point)));
    assertThat(PublicKeys.read(told)).contains(pair.getPublic());
  }

  @ParameterizedTest
  @CsvSource({
    "06032b6570, 0x40",
    "130c656477617264733235353139, 0x40",
    "06092b06010401da470f01, 0x40",
    "06032b6570, 0x3",
  })
  void edwardsKeyIsReadByEachNameOfItsCurve(String parameters, String type) throws Exception {
    KeyPair pair = Pkcs11KeyManagementTest.pair(KeyAlgorithm.ED25519);
    for (String header : new String[] {"", "0420", "032100"}) {
      Attributes told =
          told(
              Long.decode(type),
              Map.of(
                  Cka.EC_PARAMS,
                  hex(parameters),
                  Cka.EC_POINT,
                  concat(hex(header), tail(pair, 32))));
      assertThat(PublicKeys.read(told)).contains(pair.getPublic());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "06032b656e, 0x41",
    "130a63757276653235353139, 0x41",
    "060a2b060104019755010501, 0x41",
    "06032b656e, 0x40",
  })
  void montgomeryKeyIsReadByEachNameOfItsCurve(String parameters, String type) throws Exception {
    KeyPair pair = Pkcs11KeyManagementTest.pair(KeyAlgorithm.X25519);
    Attributes told =
        told(
            Long.decode(type),
            Map.of(
                Cka.EC_PARAMS, hex(parameters), Cka.EC_POINT, concat(hex("0420"), tail(pair, 32))));
    assertThat(PublicKeys.algorithm(told)).contains(KeyAlgorithm.X25519);
    assertThat(PublicKeys.read(told)).contains(pair.getPublic());
  }

  @Test
  void modulusIsReadWithAndWithoutAZeroInFront() throws Exception {
    KeyPair pair = Pkcs11KeyManagementTest.pair(KeyAlgorithm.RSA2048);
    byte[] signed = ((RSAPublicKey) pair.getPublic()).getModulus().toByteArray();
    for (byte[] modulus : new byte[][] {signed, Arrays.copyOfRange(signed, 1, signed.length)}) {
      Attributes told =
          told(Ckk.RSA, Map.of(Cka.MODULUS, modulus, Cka.PUBLIC_EXPONENT, new byte[] {0, 1, 0, 1}));
      assertThat(PublicKeys.algorithm(told)).contains(KeyAlgorithm.RSA2048);
      assertThat(PublicKeys.read(told)).contains(pair.getPublic());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "04",
        "0441",
        "044104",
        "0004410400000000000000000000000000000000000000000000000000000000000000000000000000000000"
            + "00000000000000000000000000000000000000000000000000"
      })
  void whatIsNoPointIsNoKey(String point) {
    Attributes told = told(Ckk.EC, Map.of(Cka.EC_PARAMS, hex(P256), Cka.EC_POINT, hex(point)));
    assertThat(PublicKeys.algorithm(told)).contains(KeyAlgorithm.P256);
    assertThat(PublicKeys.read(told)).isEmpty();
  }

  @Test
  void pointOffTheCurveIsNoKey() {
    byte[] point = new byte[65];
    point[0] = 4;
    point[64] = 1;
    assertThat(PublicKeys.read(told(Ckk.EC, Map.of(Cka.EC_PARAMS, hex(P256), Cka.EC_POINT, point))))
        .isEmpty();
  }

  @Test
  void otherCurvesAndKindsAreNotOurs() {
    assertThat(PublicKeys.algorithm(told(Ckk.EC, Map.of(Cka.EC_PARAMS, hex("06052b81040023")))))
        .isEmpty();
    assertThat(PublicKeys.algorithm(told(Ckk.AES, Map.of()))).isEmpty();
    assertThat(PublicKeys.algorithm(told(Ckk.EC_EDWARDS, Map.of(Cka.EC_PARAMS, hex(P256)))))
        .isEmpty();
    assertThat(PublicKeys.algorithm(told(Ckk.RSA, Map.of(Cka.MODULUS, new byte[192])))).isEmpty();
  }

  @Test
  void keyThatKeepsItsNumbersBackTellsTooLittle() {
    assertThat(PublicKeys.tellsTooLittle(told(Ckk.RSA, Map.of()))).isTrue();
    assertThat(PublicKeys.tellsTooLittle(told(Ckk.RSA, Map.of(Cka.MODULUS, new byte[0])))).isTrue();
    assertThat(PublicKeys.tellsTooLittle(told(Ckk.EC, Map.of()))).isTrue();
    assertThat(PublicKeys.tellsTooLittle(told(Ckk.EC, Map.of(Cka.EC_PARAMS, hex(P256))))).isFalse();
    assertThat(PublicKeys.tellsTooLittle(told(Ckk.AES, Map.of()))).isFalse();
  }
}
