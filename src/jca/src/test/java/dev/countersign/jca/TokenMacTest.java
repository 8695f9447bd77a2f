package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Digest;
import dev.countersign.device.TokenException;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MACs by keys on tokens, through the engine class of the runtime. */
class TokenMacTest {
  private static final byte[] MESSAGE = "the message".getBytes(StandardCharsets.UTF_8);
  private static final SecretKey SOFTWARE = new SecretKeySpec(SoftwareMac.VALUE, "HmacSHA256");

  private final CountersignProvider provider = new CountersignProvider();
  private final SoftwareMac sha256 = SoftwareMac.of(100, Digest.SHA256);

  @AfterEach
  void unregister() {
    Security.removeProvider(CountersignProvider.NAME);
    Security.removeProvider(BouncyCastleProvider.PROVIDER_NAME);
  }

  private Mac begun(SoftwareMac key) throws Exception {
    Mac mac = Mac.getInstance(key.digest().hmacName(), provider);
    mac.init(key.asSecretKey());
    return mac;
  }

  @ParameterizedTest
  @EnumSource
  void runtimeMakesTheSameMac(Digest digest) throws Exception {
    Mac mac = begun(SoftwareMac.of(100, digest));
    assertThat(mac.getMacLength()).isEqualTo(digest.lengthBytes());
    assertThat(mac.doFinal(MESSAGE)).isEqualTo(SoftwareMac.expected(digest, MESSAGE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.840.113549.2.7",
        "1.2.840.113549.2.9",
        "1.2.840.113549.2.10",
        "1.2.840.113549.2.11"
      })
  void objectIdentifiersMeanWhatTheyMeanToTheRuntime(String oid) throws Exception {
    SoftwareMac any = SoftwareMac.of(100, Digest.values());
    Mac ours = Mac.getInstance(oid, provider);
    ours.init(any.asSecretKey());
    Mac theirs = Mac.getInstance(oid, "SunJCE");
    theirs.init(SOFTWARE);
    assertThat(ours.doFinal(MESSAGE)).isEqualTo(theirs.doFinal(MESSAGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "last", "behind Bouncy Castle"})
  void eachKeyFindsItsProvider(String place) throws Exception {
    if (place.equals("first")) {
      Security.insertProviderAt(provider, 1);
    } else {
      Security.addProvider(provider);
    }
    if (place.startsWith("behind")) {
      Security.insertProviderAt(new BouncyCastleProvider(), 1);
    }
    for (SecretKey key : List.of(SOFTWARE, sha256.asSecretKey())) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      assertThat(mac.doFinal(MESSAGE)).isEqualTo(SoftwareMac.expected(Digest.SHA256, MESSAGE));
      assertThat(mac.getProvider() == provider).isEqualTo(key != SOFTWARE);
    }
  }

  @Test
  void atTheFrontTheLengthMayBeAskedBeforeAnyKey() throws Exception {
    Security.insertProviderAt(provider, 1);
    for (SecretKey key : List.of(SOFTWARE, sha256.asSecretKey())) {
      Mac mac = Mac.getInstance("HmacSHA256");
      assertThat(mac.getMacLength()).isEqualTo(32);
      mac.init(key);
      mac.update(MESSAGE);
      mac.reset();
      mac.update(MESSAGE, 0, 4);
      mac.update(MESSAGE, 4, MESSAGE.length - 4);
      assertThat(mac.doFinal()).isEqualTo(SoftwareMac.expected(Digest.SHA256, MESSAGE));
      mac.init(sha256.asSecretKey());
      assertThat(mac.doFinal(MESSAGE)).isEqualTo(SoftwareMac.expected(Digest.SHA256, MESSAGE));
    }
  }

  @Test
  void whatNobodyTakesIsStillAnInvalidKey() throws Exception {
    Security.insertProviderAt(provider, 1);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.getMacLength();
    assertThatThrownBy(() -> mac.init(TestKeys.RSA.getPrivate()))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> mac.init(null)).isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> mac.init(SOFTWARE, new IvParameterSpec(new byte[16])))
        .isInstanceOf(InvalidAlgorithmParameterException.class);
    assertThatThrownBy(() -> mac.doFinal(MESSAGE)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void messageMayComeInPieces() throws Exception {
    Mac mac = begun(sha256);
    mac.update(MESSAGE[0]);
    mac.update(MESSAGE, 1, 3);
    mac.update(ByteBuffer.wrap(MESSAGE, 4, MESSAGE.length - 4));
    byte[] out = new byte[40];
    mac.doFinal(out, 8);
    assertThat(Arrays.copyOfRange(out, 8, 40))
        .isEqualTo(SoftwareMac.expected(Digest.SHA256, MESSAGE));
  }

  @Test
  void afterAMacTheNextMessageBeginsEmpty() throws Exception {
    Mac mac = begun(sha256);
    mac.doFinal(MESSAGE);
    assertThat(mac.doFinal(MESSAGE)).isEqualTo(SoftwareMac.expected(Digest.SHA256, MESSAGE));
    mac.update(MESSAGE);
    mac.reset();
    assertThat(mac.doFinal(MESSAGE)).isEqualTo(SoftwareMac.expected(Digest.SHA256, MESSAGE));
    mac.update(MESSAGE);
    mac.init(sha256.asSecretKey());
    assertThat(mac.doFinal(MESSAGE)).isEqualTo(SoftwareMac.expected(Digest.SHA256, MESSAGE));
  }

  @Test
  void messageOfTheGreatestLengthIsTaken() throws Exception {
    byte[] longest = new byte[100];
    assertThat(begun(sha256).doFinal(longest))
        .isEqualTo(SoftwareMac.expected(Digest.SHA256, longest));
  }

  @Test
  void ofAMessageThatIsTooLongNoPartIsTaken() throws Exception {
    Mac mac = begun(sha256);
    mac.update(new byte[100]);
    assertThatThrownBy(() -> mac.update((byte) 1))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("object=mac")
        .hasMessageContaining("at most 100 bytes");
    assertThatThrownBy(() -> mac.update(MESSAGE)).isInstanceOf(ProviderException.class);
    assertThatThrownBy(mac::doFinal)
        .as("not the MAC of what still went in")
        .isInstanceOf(ProviderException.class);
    assertThat(mac.doFinal(MESSAGE)).isEqualTo(SoftwareMac.expected(Digest.SHA256, MESSAGE));
  }

  @Test
  void slotThatAnswersChallengesTakesWhatAChallengeHas() throws Exception {
    Mac mac = begun(SoftwareMac.of(63, Digest.SHA1));
    assertThat(mac.doFinal(new byte[63]))
        .isEqualTo(SoftwareMac.expected(Digest.SHA1, new byte[63]));
    assertThatThrownBy(() -> mac.doFinal(new byte[64])).hasMessageContaining("at most 63 bytes");
  }

  @Test
  void emptyMessageIsRefusedBeforeTheTokenIsAsked() throws Exception {
    Mac mac = begun(sha256);
    assertThatThrownBy(mac::doFinal)
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("empty message");
    assertThat(mac.doFinal(MESSAGE)).isEqualTo(SoftwareMac.expected(Digest.SHA256, MESSAGE));
  }

  @Test
  void nameOfTheMacChoosesTheHashWhereTheKeyLeavesItOpen() throws Exception {
    SoftwareMac any = SoftwareMac.of(100, Digest.SHA1, Digest.SHA512);
    assertThat(any.asSecretKey().getAlgorithm()).isEqualTo("Generic");
    Mac mac = Mac.getInstance("HmacSHA512", provider);
    mac.init(any.asSecretKey());
    assertThat(mac.doFinal(MESSAGE)).isEqualTo(SoftwareMac.expected(Digest.SHA512, MESSAGE));
    assertThatThrownBy(() -> Mac.getInstance("HmacSHA256", provider).init(any.asSecretKey()))
        .isInstanceOf(InvalidKeyException.class)
        .hasCauseInstanceOf(TokenException.Unsupported.class);
  }

  @Test
  void keysThatAreNotOfTokensAreRefused() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256", provider);
    for (Key key : new Key[] {SOFTWARE, TestKeys.RSA.getPrivate(), null}) {
      assertThatThrownBy(() -> mac.init(key)).isInstanceOf(InvalidKeyException.class);
    }
    assertThatThrownBy(() -> mac.doFinal(MESSAGE))
        .as("a key that was refused is none")
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void keyThatWasRefusedDoesNotLeaveTheOneBefore() throws Exception {
    Mac mac = begun(sha256);
    assertThatThrownBy(() -> mac.init(SOFTWARE)).isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> mac.doFinal(MESSAGE)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void parametersAreRefused() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256", provider);
    SecretKey key = sha256.asSecretKey();
    assertThatThrownBy(() -> mac.init(key, new IvParameterSpec(new byte[16])))
        .isInstanceOf(InvalidAlgorithmParameterException.class);
    mac.init(key, null);
    assertThat(mac.doFinal(MESSAGE)).isEqualTo(SoftwareMac.expected(Digest.SHA256, MESSAGE));
  }

  @Test
  void copiesAreNotMade() throws Exception {
    Mac mac = begun(sha256);
    assertThatThrownBy(mac::clone).isInstanceOf(CloneNotSupportedException.class);
  }

  @Test
  void failureOfTheTokenNamesItAndTheRemedy() throws Exception {
    Mac mac = begun(sha256);
    sha256
        .failure()
        .set(new TokenException.Removed("the token", "make a MAC", "it was taken out", null));
    assertThatThrownBy(() -> mac.doFinal(MESSAGE))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("the token: it was taken out; ")
        .hasCauseInstanceOf(TokenException.Removed.class);
    sha256.failure().set(null);
    assertThat(mac.doFinal(MESSAGE)).isEqualTo(SoftwareMac.expected(Digest.SHA256, MESSAGE));
  }

  @Test
  void handleTellsNothingOfTheKeyButItsName() throws Exception {
    SecretKey key = sha256.asSecretKey();
    assertThat(key.getAlgorithm()).isEqualTo("HmacSHA256");
    assertThat(key.getFormat()).isNull();
    assertThat(key.getEncoded()).isNull();
    assertThat(key).hasToString("TokenSecretKey[" + sha256.uri() + "]");
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatThrownBy(() -> out.writeObject(key)).isInstanceOf(NotSerializableException.class);
    }
  }

  @Test
  void otherMacsAreLeftToOthers() {
    assertThatThrownBy(() -> Mac.getInstance("HmacMD5", provider))
        .isInstanceOf(NoSuchAlgorithmException.class);
  }
}
