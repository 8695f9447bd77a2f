package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.host.cryptoki.Ckm;
import dev.countersign.host.cryptoki.Mechanism;
import dev.countersign.host.pkcs11.SignatureWay.Content;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignatureWayTest {
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

  private static List<SignatureWay> ways(
      SignatureAlgorithm algorithm, KeyAlgorithm key, boolean whole, Long... mechanisms) {
    return SignatureWay.of(algorithm, key, whole, Set.of(mechanisms)::contains, new SecureRandom());
  }

  /** What the first way gives the token of the message, hashed so. */
  private static byte[] input(List<SignatureWay> ways, Digest digest) {
    return ways.get(0).input().apply(new Content(MESSAGE, digest.hash(MESSAGE)));
  }

  private static List<Long> types(List<SignatureWay> ways) {
    return ways.stream().map(way -> way.mechanism().type()).toList();
  }

  @Test
  void hashIsGivenBeforeTheMessageAndTheMessageBeforeABlock() {
    assertThat(
            types(
                ways(
                    SignatureAlgorithm.rsa(Digest.SHA256),
                    KeyAlgorithm.RSA2048,
                    true,
                    Ckm.RSA_X_509,
                    Ckm.SHA256_RSA_PKCS,
                    Ckm.RSA_PKCS,
                    Ckm.SHA512_RSA_PKCS)))
        .containsExactly(Ckm.RSA_PKCS, Ckm.SHA256_RSA_PKCS, Ckm.RSA_X_509);
    assertThat(
            types(
                ways(
                    SignatureAlgorithm.rsaPss(Digest.SHA384),
                    KeyAlgorithm.RSA2048,
                    true,
                    Ckm.RSA_X_509,
                    Ckm.SHA384_RSA_PKCS_PSS,
                    Ckm.RSA_PKCS_PSS)))
        .containsExactly(Ckm.RSA_PKCS_PSS, Ckm.SHA384_RSA_PKCS_PSS, Ckm.RSA_X_509);
  }

  @Test
  void mechanismThatHashesIsNoWayForAHash() {
    for (Digest digest : Digest.values()) {
      SignatureAlgorithm algorithm = SignatureAlgorithm.ecdsa(digest);
      Long[] all = {Ckm.ECDSA_SHA1, Ckm.ECDSA_SHA256, Ckm.ECDSA_SHA384, Ckm.ECDSA_SHA512};
      assertThat(ways(algorithm, KeyAlgorithm.P256, false, all)).isEmpty();
      List<SignatureWay> whole = ways(algorithm, KeyAlgorithm.P256, true, all);
      assertThat(types(whole)).containsExactly(all[digest.ordinal()]);
      assertThat(input(whole, digest)).isEqualTo(MESSAGE);
    }
  }

  @Test
  void hashIsAsLongAsTheField() {
    SignatureAlgorithm long512 = SignatureAlgorithm.ecdsa(Digest.SHA512);
    byte[] cut = input(ways(long512, KeyAlgorithm.P256, false, Ckm.ECDSA), Digest.SHA512);
    assertThat(cut).hasSize(32).isEqualTo(Arrays.copyOf(Digest.SHA512.hash(MESSAGE), 32));
    SignatureAlgorithm short1 = SignatureAlgorithm.ecdsa(Digest.SHA1);
    assertThat(input(ways(short1, KeyAlgorithm.P384, false, Ckm.ECDSA), Digest.SHA1))
        .hasSize(48)
        .startsWith(new byte[28]);
  }

  @Test
  void digestInfoStandsBeforeTheHash() {
    byte[] input =
        input(
            ways(SignatureAlgorithm.rsa(Digest.SHA256), KeyAlgorithm.RSA2048, false, Ckm.RSA_PKCS),
            Digest.SHA256);
    assertThat(HexFormat.of().formatHex(input))
        .startsWith("3031300d060960864801650304020105000420")
        .hasSize(2 * 51);
  }

  @Test
  void pssParametersAreThoseOfTheAlgorithm() {
    SignatureAlgorithm algorithm = new SignatureAlgorithm.RsaPss(Digest.SHA512, Digest.SHA1, 13);
    assertThat(ways(algorithm, KeyAlgorithm.RSA2048, false, Ckm.RSA_PKCS_PSS).get(0).mechanism())
        .isEqualTo(new Mechanism(Ckm.RSA_PKCS_PSS, new Mechanism.Pss(Ckm.SHA512, 1, 13)));
  }

  @Test
  void tokenWithoutAMechanismHasNoWay() {
    assertThat(ways(SignatureAlgorithm.ed25519(), KeyAlgorithm.ED25519, true)).isEmpty();
    assertThat(
            ways(SignatureAlgorithm.rsa(Digest.SHA1), KeyAlgorithm.RSA2048, true, Ckm.RSA_PKCS_PSS))
        .isEmpty();
  }
}
