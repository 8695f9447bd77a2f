package dev.countersign.simulator.fido;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.card.SeededRandom;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arithmetic of PIN protocols and hmac-secret, by the test vectors of [WEBAUTHN-3] for prf. */
class PinProtocolTest {
  private static final String CRED_RANDOM =
      "437e065e723a98b2f08f39d8baf7c53ecb3c363c5e5104bdaaf5d5ca2e028154";
  private static final String PLATFORM_KEY =
      "0971bc7fb1be48270adcd3d9a5fc15d5fb0f335b3071ff36a54c007fa6c76514";
  private static final String X =
      "a30522c2de402b561965c3cf949a1cab020c6f6ea36fcf7e911ac1a0f1515300";
  private static final String Y =
      "9961a929abdb2f42e6566771887d41484d889e735e3248518a53112d2b915f00";
  private static final String SALT_1 =
      "527413ebb48293772df30f031c5ac4650c7de14bf9498671ae163447b6a772b3";
  private static final String SALT_2 =
      "d68ac03329a10ee5e0ec834492bb9a96a0e547baf563bf78ccbe8789b22e776b";
  private static final String OUTPUT_1 =
      "3c33e07d202c3b029cc21f1722767021bf27d595933b3d2b6a1b9d5dddc77fae";
  private static final String OUTPUT_2 =
      "a62a8773b19cda90d7ed4ef72a80a804320dbd3997e2f663805ad1fd3293d50b";

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static SharedSecret secret(PinProtocol protocol) throws GeneralSecurityException {
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    ECParameterSpec domain = curve.getParameterSpec(ECParameterSpec.class);
    KeyFactory factory = KeyFactory.getInstance("EC");
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(
        factory.generatePrivate(new ECPrivateKeySpec(new BigInteger(PLATFORM_KEY, 16), domain)));
    ECPoint point = new ECPoint(new BigInteger(X, 16), new BigInteger(Y, 16));
    agreement.doPhase(factory.generatePublic(new ECPublicKeySpec(point, domain)), true);
    return protocol.derive(agreement.generateSecret());
  }

  @ParameterizedTest
  @CsvSource({
    "TWO, 23dde5e3462daf36559b85c4ac5f9656aa9bfd81c1dc2bf8533c8b9f38828547"
        + "86b4f500e25b4e3d81f7fc7c74236229, "
        + SALT_1,
    "TWO, d9f4236403e0fe843a8e4e5be764d120904c198ad6e77b089876a3391961f183"
        + "b0008b4ca66b91cd72aa35b6151ff981f6e5649f3c040e6615ad7dd8ae96ef23"
        + "b229a5c97c3f0dcd8605eee166ce163a, "
        + SALT_1
        + SALT_2,
    "TWO, 3bfaa48f7952330d63e35ff8cd5bca48d2a12823828915749287256ab146272f"
        + "9fb437bf65691243c3f504bd7ea6d5e6, "
        + OUTPUT_1,
    "TWO, 90ee52f739043bc17b3488a74306d7801debb5b61f18662c648a25b5b5678ede"
        + "482cdaff99a537a44f064fcb10ce6e04dfd27619dc96a0daff8507e499296b1e"
        + "ecf0981f7c8518b277a7a3018f5ec6fb, "
        + OUTPUT_1
        + OUTPUT_2,
    "ONE, ab8c878bb05d04700f077ed91845ec9c503c925cb12b327ddbeb4243c397f913, " + SALT_1,
    "ONE, 15d4e4f3f04109b492b575c1b38c28585b6719cf8d61304215108d939f37ccfb, " + OUTPUT_1
  })
  void vectorsAreDecrypted(PinProtocol protocol, String encrypted, String plain)
      throws GeneralSecurityException {
    assertThat(secret(protocol).decrypt(bytes(encrypted))).contains(bytes(plain));
  }

  @Test
  void vectorsAreDerived() {
    assertThat(Hashes.hmac(bytes(CRED_RANDOM), bytes(SALT_1))).isEqualTo(bytes(OUTPUT_1));
    assertThat(Hashes.hmac(bytes(CRED_RANDOM), bytes(SALT_2))).isEqualTo(bytes(OUTPUT_2));
  }

  /** Protocol 1 has no initialization vector, so that its ciphertext is the vector's. */
  @Test
  void protocolOneEncryptsAsTheVectorSays() throws GeneralSecurityException {
    assertThat(secret(PinProtocol.ONE).encrypt(bytes(OUTPUT_1), new SeededRandom(1)))
        .isEqualTo(bytes("15d4e4f3f04109b492b575c1b38c28585b6719cf8d61304215108d939f37ccfb"));
  }

  @Test
  void protocolTwoUsesAnotherVectorEachTime() throws GeneralSecurityException {
    SharedSecret secret = secret(PinProtocol.TWO);
    SeededRandom random = new SeededRandom(1);
    byte[] first = secret.encrypt(bytes(SALT_1), random);
    byte[] second = secret.encrypt(bytes(SALT_1), random);
    assertThat(first).hasSize(48).isNotEqualTo(second);
    assertThat(secret.decrypt(second)).contains(bytes(SALT_1));
  }

  @ParameterizedTest
  @CsvSource({"ONE, 0", "ONE, 15", "ONE, 17", "TWO, 0", "TWO, 16", "TWO, 31", "TWO, 33"})
  void whatIsNotWholeBlocksIsNotDecrypted(PinProtocol protocol, int length)
      throws GeneralSecurityException {
    assertThat(secret(protocol).decrypt(new byte[length])).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ONE, 16", "TWO, 32"})
  void aSignatureIsRightAsAWhole(PinProtocol protocol, int length) {
    byte[] key = bytes(CRED_RANDOM);
    byte[] signature = protocol.authenticate(key, bytes(SALT_1));
    assertThat(signature).hasSize(length);
    assertThat(protocol.verify(key, signature, bytes(SALT_1))).isTrue();
    for (int at = 0; at < length; at++) {
      byte[] changed = signature.clone();
      changed[at] ^= 1;
      assertThat(protocol.verify(key, changed, bytes(SALT_1))).isFalse();
      assertThat(protocol.verify(key, Arrays.copyOf(signature, at), bytes(SALT_1))).isFalse();
    }
    assertThat(protocol.verify(key, Arrays.copyOf(signature, 48), bytes(SALT_1))).isFalse();
  }
}
