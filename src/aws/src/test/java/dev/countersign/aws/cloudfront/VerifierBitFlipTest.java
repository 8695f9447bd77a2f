package dev.countersign.aws.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.aws.cloudfront.Verification.Condition;
import dev.countersign.aws.cloudfront.Verification.Denied;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures and policies that are nearly right. */
class VerifierBitFlipTest {
  private static final String URL = "https://d111111abcdef8.cloudfront.net/image.jpg";
  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private record Signed(KeyPair pair, HashAlgorithm hash, byte[] policy, byte[] signature) {
    boolean allows(byte[] otherPolicy, byte[] otherSignature) {
      return allowsText(UrlSafeBase64.encode(otherPolicy), UrlSafeBase64.encode(otherSignature));
    }

    boolean allowsText(String otherPolicy, String otherSignature) {
      Verification result =
          CloudFrontVerifier.of(pair.getPublic())
              .verifyUrl(
                  "%s?Policy=%s&Signature=%s&Key-Pair-Id=K1&Hash-Algorithm=%s"
                      .formatted(URL, otherPolicy, otherSignature, hash),
                  TestKeys.NOW,
                  Optional.empty());
      if (result instanceof Denied denied) {
        assertThat(denied.failures())
            .singleElement()
            .extracting(Verification.Failure::condition)
            .isIn(Condition.SIGNATURE, Condition.PARAMETERS);
        assertThat(denied.grant()).as("nothing unsigned is passed on").isEmpty();
      }
      return result.isAllowed();
    }
  }

  static List<Signed> signed() {
    List<Signed> all = new ArrayList<>();
    byte[] policy =
        PolicyStatement.cannedText(URL, TestKeys.EXPIRES).getBytes(StandardCharsets.US_ASCII);
    for (KeyPair pair : List.of(TestKeys.RSA, TestKeys.P256)) {
      for (HashAlgorithm hash : HashAlgorithm.values()) {
        var cookies =
            TestKeys.signer(pair, hash)
                .signCookies(URL, Policy.custom(TestKeys.EXPIRES).build())
                .values();
        byte[] signature =
            UrlSafeBase64.decode(String.valueOf(cookies.get("CloudFront-Signature"))).orElseThrow();
        all.add(new Signed(pair, hash, policy, signature));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("signed")
  void theSignatureItselfIsGood(Signed signed) {
    assertThat(signed.allows(signed.policy, signed.signature)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("signed")
  void everyFlippedBitOfTheSignatureIsNoticed(Signed signed) {
    for (int bit = 0; bit < signed.signature.length * 8; bit++) {
      assertThat(signed.allows(signed.policy, flipped(signed.signature, bit)))
          .as("bit %d", bit)
          .isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("signed")
  void everyFlippedBitOfThePolicyIsNoticed(Signed signed) {
    for (int bit = 0; bit < signed.policy.length * 8; bit++) {
      assertThat(signed.allows(flipped(signed.policy, bit), signed.signature))
          .as("bit %d", bit)
          .isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("signed")
  void everyTruncationIsNoticed(Signed signed) {
    for (int length = 0; length < signed.signature.length; length++) {
      assertThat(signed.allows(signed.policy, Arrays.copyOf(signed.signature, length))).isFalse();
    }
    String digits = UrlSafeBase64.encode(signed.signature);
    for (int length = 0; length < digits.length(); length++) {
      assertThat(
              signed.allowsText(UrlSafeBase64.encode(signed.policy), digits.substring(0, length)))
          .as("first %d digits", length)
          .isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("signed")
  void bytesBeforeOrAfterAreNoticed(Signed signed) {
    byte[] longer = Arrays.copyOf(signed.signature, signed.signature.length + 1);
    byte[] shifted = new byte[signed.signature.length + 1];
    System.arraycopy(signed.signature, 0, shifted, 1, signed.signature.length);

    assertThat(signed.allows(signed.policy, longer)).isFalse();
    assertThat(signed.allows(signed.policy, shifted)).isFalse();
    assertThat(signed.allows(signed.policy, new byte[0])).isFalse();
    assertThat(signed.allows(signed.policy, new byte[signed.signature.length])).isFalse();
  }

  @ParameterizedTest
  @MethodSource("signed")
  void whiteSpaceInThePolicyIsNoticed(Signed signed) {
    byte[] spaced =
        new String(signed.policy, StandardCharsets.US_ASCII)
            .replace("[{", "[ {")
            .getBytes(StandardCharsets.US_ASCII);

    assertThat(signed.allows(spaced, signed.signature)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("signed")
  void otherAlphabetsAreRefused(Signed signed) {
    String policy = UrlSafeBase64.encode(signed.policy);
    String digits = UrlSafeBase64.encode(signed.signature);

    for (String other :
        List.of(
            digits.replace('-', '+').replace('_', '=').replace('~', '/'),
            digits.replace("-", "%2B").replace("_", "%3D").replace("~", "%2F"),
            digits.replace('~', '_'),
            digits.replace("_", ""),
            digits + "_",
            digits + "____",
            digits.substring(0, 8) + "%0A" + digits.substring(8),
            digits.substring(0, 8) + "%20" + digits.substring(8),
            "_" + digits)) {
      if (!other.equals(digits)) {
        assertThat(signed.allowsText(policy, other)).as(other).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("signed")
  void strayBitsInTheLastDigitAreRefused(Signed signed) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-~";
    String digits = UrlSafeBase64.encode(signed.signature);
    String policy = UrlSafeBase64.encode(signed.policy);
    int last = digits.replaceAll("_+$", "").length() - 1;
    if (last == digits.length() - 1) {
      // A signature of a multiple of three bytes has no spare bits.
      assertThat(signed.signature.length % 3).isZero();
      return;
    }
    int value = alphabet.indexOf(digits.charAt(last));
    String stray =
        digits.substring(0, last) + alphabet.charAt(value | 1) + digits.substring(last + 1);

    assertThat(stray).isNotEqualTo(digits);
    assertThat(signed.allowsText(policy, stray)).isFalse();
  }

  @Test
  void ecdsaSignatureHasOneEncodingOnly() {
    Signed signed = signed().get(3);
    byte[] der = signed.signature;
    int rLength = der[3];
    byte[] r = Arrays.copyOfRange(der, 4, 4 + rLength);
    byte[] s = Arrays.copyOfRange(der, 6 + rLength, der.length);
    assertThat(signed.allows(signed.policy, sequence(integer(r), integer(s))))
        .as("put together again")
        .isTrue();

    byte[] rZero = prepended(0, r);
    byte[] sZero = prepended(0, s);
    List<byte[]> others =
        List.of(
            sequence(integer(rZero), integer(s)),
            sequence(integer(r), integer(sZero)),
            sequence(integer(r), integer(s), integer(new byte[] {1})),
            sequence(integer(r), integer(s), new byte[] {5, 0}),
            sequence(integer(r)),
            sequence(),
            prepended(0x30, prepended(0x81, Arrays.copyOfRange(der, 1, der.length))),
            withFirst(der, (byte) 0x31),
            withFirst(der, (byte) 0x10),
            indefinite(der),
            // the other signature over the same message, by anybody who has seen this one
            sequence(integer(r), integer(new BigInteger(s).negate().toByteArray())),
            sequence(integer(new BigInteger(r).add(P256_ORDER).toByteArray()), integer(s)),
            sequence(integer(new BigInteger(s).toByteArray()), integer(r)),
            sequence(integer(new byte[] {0}), integer(new byte[] {0})),
            sequence(integer(new byte[] {1}), integer(new byte[] {0})),
            sequence(integer(P256_ORDER.toByteArray()), integer(P256_ORDER.toByteArray())),
            p1363(r, s));

    for (byte[] other : others) {
      assertThat(signed.allows(signed.policy, other)).isFalse();
    }
  }

  @Test
  void derIsLookedAtWithoutTheProvider() {
    byte[] high = {(byte) 0x80};
    byte[] padded = {0, (byte) 0x80};
    byte[] low = {0x7f};

    assertThat(PolicySignature.isStrictDer(sequence(integer(low), integer(low)))).isTrue();
    assertThat(PolicySignature.isStrictDer(sequence(integer(padded), integer(low)))).isTrue();
    for (byte[] wrong :
        List.of(
            new byte[0],
            new byte[8],
            sequence(integer(high), integer(low)),
            sequence(integer(low), integer(high)),
            sequence(integer(new byte[] {0, 0x7f}), integer(low)),
            sequence(integer(low), integer(new byte[] {0, 0x7f})),
            sequence(integer(new byte[] {0}), integer(padded)),
            sequence(integer(new byte[0]), integer(padded), integer(low)),
            sequence(integer(low), integer(low), integer(low)),
            sequence(integer(low), new byte[] {2, 5, 1}),
            sequence(integer(low), new byte[] {3, 1, 1}),
            Arrays.copyOf(sequence(integer(low), integer(low)), 9),
            withFirst(sequence(integer(low), integer(low)), (byte) 0x31))) {
      assertThat(PolicySignature.isStrictDer(wrong)).as(Arrays.toString(wrong)).isFalse();
    }
  }

  @Test
  void ecdsaSignatureWithNegatedSIsAlsoOne() {
    // ECDSA itself is malleable: with (r, s) also (r, n - s) verifies, as it does at CloudFront.
    // A URL's signature names no request, so nothing is won by it; it is pinned here as a fact.
    Signed signed = signed().get(3);
    int rLength = signed.signature[3];
    byte[] r = Arrays.copyOfRange(signed.signature, 4, 4 + rLength);
    BigInteger s =
        new BigInteger(Arrays.copyOfRange(signed.signature, 6 + rLength, signed.signature.length));

    byte[] other = sequence(integer(r), integer(P256_ORDER.subtract(s).toByteArray()));

    assertThat(signed.allows(signed.policy, other)).isTrue();
  }

  private static byte[] flipped(byte[] data, int bit) {
    byte[] copy = data.clone();
    copy[bit / 8] ^= (byte) (1 << (bit % 8));
    return copy;
  }

  private static byte[] withFirst(byte[] data, byte first) {
    byte[] copy = data.clone();
    copy[0] = first;
    return copy;
  }

  private static byte[] prepended(int first, byte[] data) {
    byte[] longer = new byte[data.length + 1];
    longer[0] = (byte) first;
    System.arraycopy(data, 0, longer, 1, data.length);
    return longer;
  }

  private static byte[] indefinite(byte[] der) {
    byte[] longer = Arrays.copyOf(der, der.length + 2);
    longer[1] = (byte) 0x80;
    return longer;
  }

  private static byte[] integer(byte[] value) {
    return prepended(0x02, prepended(value.length, value));
  }

  private static byte[] sequence(byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    return prepended(0x30, prepended(content.size(), content.toByteArray()));
  }

  private static byte[] p1363(byte[] r, byte[] s) {
    byte[] out = new byte[64];
    for (int i = 0; i < 32; i++) {
      out[31 - i] = i < r.length ? r[r.length - 1 - i] : 0;
      out[63 - i] = i < s.length ? s[s.length - 1 - i] : 0;
    }
    return out;
  }
}
