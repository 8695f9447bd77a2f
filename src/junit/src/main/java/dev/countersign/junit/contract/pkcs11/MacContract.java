package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAudit.Protection;
import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeyManagement;
import dev.countersign.device.MacKeys;
import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.Secret;
import dev.countersign.device.SecretKeyKind.Aes;
import dev.countersign.device.SecretKeyKind.Generic;
import dev.countersign.device.SecretKeyKind.Hmac;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Secret keys make HMACs; the JDK makes the same. */
public interface MacContract extends SecretKeysContract {

  /** The keys of the token that make MACs. */
  default MacKeys macKeys() {
    return bench().token().require(MacKeys.class);
  }

  /** The token's way of keeping them. */
  default MacKeyManagement macManagement() {
    return bench().token().require(MacKeyManagement.class);
  }

  private static void assertMakes(Digest digest, byte[] secret, MacKey key)
      throws GeneralSecurityException {
    Mac judge = Mac.getInstance("Hmac" + digest.name());
    judge.init(new SecretKeySpec(secret, judge.getAlgorithm()));
    for (int length : new int[] {1, 63, 64, 1000, 100_000}) {
      byte[] message = SecretKeysContract.bytes(length);
      assertArrayEquals(judge.doFinal(message), key.mac(message), () -> length + " bytes");
    }
  }

  @TestFactory
  default Stream<DynamicTest> keyMakesTheMacOfTheJdkWhateverItsLength() {
    return Arrays.stream(Digest.values())
        .flatMap(
            digest ->
                IntStream.of(10, digest.lengthBytes(), 64, 128, 200)
                    .distinct()
                    .mapToObj(
                        length ->
                            dynamicTest(
                                digest + ", a key of " + length,
                                () -> makesTheSame(digest, length))));
  }

  private void makesTheSame(Digest digest, int length) throws GeneralSecurityException {
    login().logout();
    long before = bench().pins().asked(Kind.PIN);
    TokenUri uri = imported("mac " + digest + length, new Hmac(digest), length);
    MacKey key = macKeys().find(TokenUri.parse(uri.toString())).with(digest);
    assertEquals(uri, key.uri());
    assertEquals(digest, key.digest());
    assertMakes(digest, SecretKeysContract.bytes(length), key);
    assertEquals(before + 1, bench().pins().asked(Kind.PIN));
    Protection told = audited(key.label());
    assertEquals(uri, told.key());
    SecretKeysContract.assertCameFromOutside(told);
    login().logout();
    assertEquals(Optional.empty(), bench().readSecret(uri), "its value");
    assertMakes(digest, SecretKeysContract.bytes(length), key);
  }

  @Test
  default void secretThatIsBoundToNoHashMakesMacsWithEach() throws Exception {
    imported("generic", new Generic(), 64);
    MacKey key = macKeys().find(secret("generic"));
    for (Digest digest : Digest.values()) {
      assertMakes(digest, SecretKeysContract.bytes(64), key.with(digest));
    }
  }

  /**
   * Where a token does not bind keys to a hash, such a key makes the other MAC, and the right one.
   */
  @Test
  default void keyOfOneHashMakesNoWrongMacWithAnother() throws Exception {
    imported("bound", new Hmac(Digest.SHA256), 64);
    MacKey key = macKeys().find(secret("bound"));
    try {
      assertMakes(Digest.SHA1, SecretKeysContract.bytes(64), key.with(Digest.SHA1));
    } catch (TokenException.Unsupported e) {
      assertFalse(e.remedy().isBlank());
    }
    assertMakes(Digest.SHA256, SecretKeysContract.bytes(64), key.with(Digest.SHA256));
  }

  @Test
  default void keysForMacsAreListedAndOthersAreNot() {
    TokenUri one = imported("one", new Hmac(Digest.SHA256), 32);
    TokenUri two = imported("two", new Hmac(Digest.SHA1), 20);
    imported("aes", new Aes(), 32);
    assertEquals(List.of(one), macKeys().labelled("one").stream().map(MacKey::uri).toList());
    List<TokenUri> listed = macKeys().list().stream().map(MacKey::uri).toList();
    assertTrue(listed.containsAll(List.of(one, two)), listed::toString);
    assertEquals(2, listed.size(), listed::toString);
    assertThrows(TokenException.NoKey.class, () -> macKeys().find(secret("aes")));
    assertEquals(List.of(), macKeys().labelled("aes"));
    assertThrows(
        TokenException.NoKey.class, () -> macKeys().find(anySigning().uri()), "no secret key");
  }

  @Test
  default void keyForMacsIsFoundByLabelByIdAndByBoth() {
    TokenUri uri = imported("found & Ü", new Hmac(Digest.SHA256), 32);
    for (TokenUri name :
        List.of(uri, uri.without("object"), uri.without("id"), uri.without("type"))) {
      assertEquals(uri, macKeys().find(TokenUri.parse(name.toString())).uri());
    }
    assertThrows(TokenException.NoKey.class, () -> macKeys().find(uri.with("type", "private")));
    assertThrows(TokenException.NoKey.class, () -> macKeys().find(uri.with("object", "other")));
    imported("second", new Hmac(Digest.SHA256), 32);
    TokenException.Ambiguous problem =
        assertThrows(TokenException.Ambiguous.class, () -> macKeys().find(bench().uri()));
    assertEquals(2, problem.candidates().size());
  }

  @Test
  default void messageThatIsEmptyOrTooLongIsRefused() {
    imported("key", new Hmac(Digest.SHA256), 32);
    MacKey key = macKeys().find(secret("key"));
    byte[] tooLong = new byte[key.maxMessageBytes() + 1];
    assertThrows(IllegalArgumentException.class, () -> key.mac(new byte[0]));
    assertThrows(IllegalArgumentException.class, () -> key.mac(tooLong));
  }

  @Test
  default void destroyedKeyMakesNoMore() {
    TokenUri uri = imported("short-lived", new Hmac(Digest.SHA256), 32);
    MacKey key = macKeys().find(uri).with(Digest.SHA256);
    assertEquals(32, key.mac(MESSAGE).length);
    macManagement().remove(key);
    assertThrows(TokenException.NoKey.class, () -> key.mac(MESSAGE));
    assertThrows(TokenException.NoKey.class, () -> macKeys().find(uri));
    assertThrows(TokenException.NoKey.class, () -> macManagement().remove(key));
  }

  @Test
  default void storedKeyIsReplacedOnlyWhereThatIsSaid() throws Exception {
    MacKey first = stored(20, false);
    assertMakes(Digest.SHA1, SecretKeysContract.bytes(20), first);
    assertThrows(TokenException.Refused.class, () -> stored(30, false));
    assertMakes(Digest.SHA1, SecretKeysContract.bytes(20), macKeys().find(secret("stored")));
    stored(30, true);
    assertMakes(
        Digest.SHA1,
        SecretKeysContract.bytes(30),
        macKeys().find(secret("stored")).with(Digest.SHA1));
    assertEquals(1, macKeys().labelled("stored").size());
  }

  private MacKey stored(int length, boolean replace) {
    try (Secret value = Secret.copyOf(SecretKeysContract.bytes(length))) {
      return macManagement().store("stored", Digest.SHA1, value, replace, false);
    }
  }

  @Test
  default void renamedKeyKeepsItsSecret() throws Exception {
    MacKey key = stored(20, false);
    MacKey renamed = macManagement().rename(key, "renamed & Ü");
    assertEquals("renamed & Ü", renamed.label());
    assertMakes(Digest.SHA1, SecretKeysContract.bytes(20), renamed);
    assertEquals(renamed.uri(), macKeys().find(secret("renamed & Ü")).uri());
    assertThrows(TokenException.NoKey.class, () -> macKeys().find(secret("stored")));
  }

  @Test
  default void keyThatShallWantATouchIsUnsupported() {
    try (Secret value = Secret.copyOf(SecretKeysContract.bytes(20))) {
      assertThrows(
          TokenException.Unsupported.class,
          () -> macManagement().store("touch", Digest.SHA1, value, false, true));
    }
    assertEquals(List.of(), macKeys().labelled("touch"));
  }

  @Test
  default void wrongPinMakesNoMac() {
    imported("key", new Hmac(Digest.SHA256), 32);
    MacKey key = macKeys().find(secret("key")).with(Digest.SHA256);
    login().logout();
    bench().pins().answer(Kind.PIN, bench().wrongPin());
    assertThrows(TokenException.WrongPin.class, () -> key.mac(MESSAGE));
    bench().pins().answer(Kind.PIN, bench().rightPin());
    assertEquals(32, key.mac(MESSAGE).length);
  }
}
