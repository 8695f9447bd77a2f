package dev.countersign.card.piv;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.encoding.EllipticCurves;
import dev.countersign.device.encoding.RawPublicKeys;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.interfaces.XECPublicKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a card tells of itself and of its keys is read, or refused in the way that is documented.
 */
class CardDataFuzzTest {
  private static final String P256_GENERATOR =
      "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
          + "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5";

  /** As cards of several makers send them. */
  static Stream<byte[]> seeds() {
    return Stream.of(
            // property templates: YubiKey, whole identifier with label and algorithms, G&D
            "61114F0600001000010079074F05A000000308",
            "61244F0BA00000030800001000010079074F05A00000030850045465737" + "4AC06800107800111",
            "610F4F060010000100007905A000000308",
            "6F0A8408A000000308000010",
            // metadata: a P-256 key, an RSA key, an Ed25519 and an X25519 key, PIN, management key
            "010111020202010301010443864104" + P256_GENERATOR,
            "010107020203020301020482010A818201010" + "1".repeat(511) + "8203010001",
            "0101E002020101030101042286205866666666666666666666666666666666666666666666666666"
                + "666666666666",
            "0101E10202010103010104228620" + "09" + "00".repeat(31),
            "0101FF05010106020303",
            "01010A02020001050101",
            "0101110448814486" + "8141" + "04" + P256_GENERATOR,
            // the administrator's two objects, card holder identifiers
            "80038101028210" + "0102030405060708".repeat(2),
            "881A8918" + "0102030405060708".repeat(3),
            "3019D4E739DA739CED39CE739D836858210842108421C84210C3EB3410"
                + "00112233445566778899AABBCCDDEEFF350832303330303130313E00FE00",
            "3410" + "00".repeat(16))
        .map(HexFormat.of()::parseHex);
  }

  @MethodSource("seeds")
  @FuzzTest
  void isReadOrRefused(byte[] data) {
    propertyTemplate(data);
    adminData(data);
    Chuid.guid(data).ifPresent(guid -> assertThat(guid).matches("[0-9a-f]{32}"));
    List<Tlv> objects;
    try {
      objects = Tlv.parseAll(data);
    } catch (TlvException e) {
      return;
    }
    metadata(new Metadata(objects));
    for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
      publicKey(algorithm, objects);
    }
  }

  private static void propertyTemplate(byte[] data) {
    try {
      Optional<PropertyTemplate> template = PropertyTemplate.parse(data);
      template
          .flatMap(PropertyTemplate::label)
          .ifPresent(label -> assertThat(label).matches("[ -~]{0,64}"));
      template.ifPresent(
          read -> assertThat(read.algorithms()).allSatisfy(id -> assertThat(id).isBetween(0, 255)));
    } catch (TlvException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void adminData(byte[] data) {
    AdminData read = AdminData.parse(data);
    assertThat(read.keyStored() || read.pukBlocked()).isIn(true, false);
    assertThat(AdminData.parse(read.withNewKey(true).encode()).keyStored()).isTrue();
    ProtectedData.parse(data)
        .flatMap(ProtectedData::key)
        .ifPresent(key -> assertThat(key.length).isIn(16, 24, 32));
  }

  private static void metadata(Metadata metadata) {
    metadata.algorithm().ifPresent(id -> assertThat(id).isBetween(0, 255));
    metadata.tries().ifPresent(tries -> assertThat(tries).isBetween(0, 255));
    metadata.triesLeft().ifPresent(tries -> assertThat(tries).isBetween(0, 255));
    assertThat(metadata.policies()).isNotNull();
    assertThat(metadata.isDefault()).isNotNull();
    assertThat(metadata.origin(true).isPresent() || metadata.origin(false).isEmpty()).isTrue();
    try {
      List<Tlv> key = metadata.publicKey();
      for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
        publicKey(algorithm, key);
      }
    } catch (TlvException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void publicKey(KeyAlgorithm algorithm, List<Tlv> objects) {
    PublicKey key;
    try {
      key = PublicKeys.decode(algorithm, objects);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(KeyAlgorithm.of(key)).contains(algorithm);
    assertThat(key.getEncoded()).isNotEmpty();
    if (key instanceof ECPublicKey ec) {
      assertThat(EllipticCurves.isOnCurve(algorithm, ec.getW())).isTrue();
      byte[] point = EllipticCurves.encode(algorithm, ec.getW());
      assertThat(EllipticCurves.decode(algorithm, point)).isEqualTo(ec.getW());
    } else if (key instanceof RSAPublicKey rsa) {
      assertThat(rsa.getModulus().bitLength()).isEqualTo(algorithm.bits());
      assertThat(rsa.getPublicExponent().bitLength()).isBetween(2, 64);
    } else if (key instanceof XECPublicKey xec) {
      assertThat(RawPublicKeys.encodeX25519(xec)).hasSize(32);
    }
  }
}
