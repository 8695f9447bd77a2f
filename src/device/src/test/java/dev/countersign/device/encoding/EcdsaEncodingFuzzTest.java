package dev.countersign.device.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.NamedCurves;
import dev.countersign.device.SignatureAlgorithm.Ecdsa;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Both forms of a signature say the same two numbers, whatever the card wrote. */
class EcdsaEncodingFuzzTest {

  static Stream<byte[]> seeds() {
    return Stream.of(
            "3006020101020102",
            "3008020200FF02020080",
            "30080202000102020001",
            "3081060201010201FF",
            "3044" + "0220" + "7F".repeat(32) + "0220" + "11".repeat(32),
            "3046" + "022100" + "FE".repeat(32) + "022100" + "80".repeat(32),
            "3064" + "0230" + "7F".repeat(48) + "0230" + "01".repeat(48),
            "3006020100020101",
            "300402000200")
        .map(HexFormat.of()::parseHex);
  }

  @MethodSource("seeds")
  @FuzzTest
  void bothFormsSayTheSameOrItIsNoSignature(byte[] signature) throws TlvException {
    for (KeyAlgorithm curve : List.of(KeyAlgorithm.P256, KeyAlgorithm.P384)) {
      assertThat(EcdsaEncoding.input(curve, signature)).hasSize(curve.bytes());
      byte[] der;
      try {
        der = EcdsaEncoding.output(curve, signature, Ecdsa.Format.DER);
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).isNotBlank();
        continue;
      }
      assertThat(EcdsaEncoding.output(curve, der, Ecdsa.Format.DER)).isEqualTo(der);
      byte[] both = EcdsaEncoding.output(curve, signature, Ecdsa.Format.P1363);
      assertThat(both).hasSize(2 * curve.bytes());
      List<Tlv> numbers = Tlv.parse(der).children();
      BigInteger order = NamedCurves.parameters(curve).getOrder();
      for (int i = 0; i < 2; i++) {
        byte[] half = Arrays.copyOfRange(both, i * curve.bytes(), (i + 1) * curve.bytes());
        BigInteger number = new BigInteger(1, half);
        assertThat(number).isPositive().isLessThan(order);
        assertThat(numbers.get(i).value()).isEqualTo(number.toByteArray());
      }
    }
  }
}
