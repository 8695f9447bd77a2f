package dev.countersign.simulator.piv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import dev.countersign.wire.Tlv;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;

/** Keys and certificates that are stored as such and are none: using them is refused. */
class BrokenMaterialTest {

  /** 64 bytes in place of a prime factor of an RSA-1024 key: the product of two primes. */
  static byte[] compositeFactor(int seed) {
    Random random = new Random(seed);
    BigInteger product = greatPrime(random).multiply(greatPrime(random));
    return BigIntegers.asUnsignedByteArray(64, product);
  }

  /** So great that the product of two begins with two bits that are set. */
  private static BigInteger greatPrime(Random random) {
    BigInteger prime;
    do {
      prime = BigInteger.probablePrime(256, random);
    } while (!prime.testBit(254) || !prime.testBit(253));
    return prime;
  }

  private static TestCard withCompositeKey(int slot) {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    byte[] command =
        new FuzzStep.ImportRsa(slot, compositeFactor(1), compositeFactor(2))
            .command(PivState.factory(ManagementAlgorithm.AES_192));
    assertThat(card.send(TestCard.hex(command))).isEqualTo("9000");
    return card;
  }

  @Test
  void anRsaKeyWhoseFactorsAreNoPrimesDoesNotSign() {
    TestCard card = withCompositeKey(0x9E);
    assertThat(card.authenticate("06", "9E", "81", "00" + "11".repeat(127))).isEqualTo("6A80");
  }

  @Test
  void anRsaKeyWhoseFactorsAreNoPrimesDoesNotAttest() {
    TestCard card = withCompositeKey(0xF9);
    card.generate("9A", "11", "");
    assertThat(card.send("00F99A00")).isEqualTo("6A80");
  }

  @Test
  void aCertificateWithoutATrueDateDoesNotAttest() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    card.generate("9A", "11", "");
    String object = card.whole("00CB3FFF055C035FFF0100");
    String date = TestCard.hex("160314000000Z".getBytes(StandardCharsets.US_ASCII));
    assertThat(object).contains(date);
    String none = TestCard.hex("16031400000xZ".getBytes(StandardCharsets.US_ASCII));
    byte[] data =
        Tlv.encode(
            List.of(
                new Tlv(0x5C, TestCard.bytes("5FFF01")),
                TestCard.parse(TestCard.withoutStatus(object.replace(date, none)))));
    assertThat(card.extended("00DB3FFF", TestCard.hex(data))).isEqualTo("9000");
    assertThat(card.send("00F99A00")).isEqualTo("6A80");
  }
}
