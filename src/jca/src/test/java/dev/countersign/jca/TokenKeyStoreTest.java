package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.TokenException;
import dev.countersign.device.Tokens;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Date;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenKeyStoreTest {
  private static final X509Certificate LEAF =
      TestKeys.certificate("CN=alice", TestKeys.P256.getPublic());

  private final SoftwareToken one =
      new SoftwareToken("1")
          .key("9a", TestKeys.RSA)
          .key("9c", TestKeys.P256, LEAF, TestKeys.CA_CERTIFICATE);
  private final SoftwareToken two =
      new SoftwareToken("2").key("9a", TestKeys.ED25519).key("82", TestKeys.X25519);
  private final Provider provider = new CountersignProvider();

  private KeyStore store(SoftwareToken... tokens) throws Exception {
    return TestStore.of(provider, tokens).store();
  }

  @Test
  void holdsAllKeysOfAllTokensUnderTheirUris() throws Exception {
    KeyStore store = store(one, two);
    assertThat(Collections.list(store.aliases()))
        .containsExactly(
            "piv:serial=1;slot=9a",
            "piv:serial=1;slot=9c",
            "piv:serial=2;slot=9a",
            "piv:serial=2;slot=82");
    assertThat(store.size()).isEqualTo(4);
    for (String alias : Collections.list(store.aliases())) {
      assertThat(store.isKeyEntry(alias)).isTrue();
      assertThat(store.isCertificateEntry(alias)).isFalse();
      assertThat(store.getKey(alias, null)).isInstanceOf(PrivateKey.class);
    }
  }

  @Test
  void givesTheCertificateOfAKey() throws Exception {
    KeyStore store = store(one, two);
    String alias = "piv:serial=1;slot=9c";
    assertThat(store.getCertificate(alias)).isEqualTo(LEAF);
    assertThat(store.getCertificateChain(alias)).containsExactly(LEAF, TestKeys.CA_CERTIFICATE);
    assertThat(store.getCertificateAlias(LEAF)).isEqualTo(alias);
    assertThat(store.getCreationDate(alias)).isEqualTo(LEAF.getNotBefore());
    assertThat(store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class)).isTrue();
    KeyStore.PrivateKeyEntry entry =
        (KeyStore.PrivateKeyEntry)
            store.getEntry(alias, new KeyStore.PasswordProtection("1".toCharArray()));
    assertThat(entry.getCertificate()).isEqualTo(LEAF);
    assertThat(store.getEntry(alias, null)).isInstanceOf(KeyStore.PrivateKeyEntry.class);
  }

  @Test
  void aKeyWithoutCertificateIsAKeyAllTheSame() throws Exception {
    KeyStore store = store(one);
    String alias = "piv:serial=1;slot=9a";
    assertThat(store.getKey(alias, null)).isNotNull();
    assertThat(store.getCertificate(alias)).isNull();
    assertThat(store.getCertificateChain(alias)).isNull();
    assertThat(store.getCreationDate(alias)).isEqualTo(new Date(0));
    assertThat(store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class)).isFalse();
    assertThat(store.getCertificateAlias(TestKeys.CA_CERTIFICATE)).isNull();
    assertThatThrownBy(() -> store.getEntry(alias, null))
        .isInstanceOf(UnrecoverableEntryException.class)
        .hasMessageContaining("use getKey");
  }

  @Test
  void partOfAUriIsAnAliasWhenOneKeyFits() throws Exception {
    KeyStore store = store(one, two);
    assertThat(store.containsAlias("piv:slot=9c")).isTrue();
    assertThat(store.containsAlias("piv:SERIAL=2".toLowerCase(java.util.Locale.ROOT))).isFalse();
    assertThat(store.containsAlias("PIV:serial=1;slot=9C")).isTrue();
    assertThat(store.containsAlias("piv:slot=9a")).isFalse();
    assertThat(store.isKeyEntry("piv:slot=9a")).isFalse();
    assertThatThrownBy(() -> store.getKey("piv:slot=9a", null))
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessageContaining("piv:serial=1;slot=9a, piv:serial=2;slot=9a")
        .hasCauseInstanceOf(TokenException.Ambiguous.class);
  }

  @Test
  void whatIsNotThereIsNull() throws Exception {
    KeyStore store = store(one);
    for (String alias : new String[] {"piv:slot=9d", "mykey", "", "piv:pin-value=1", "x:y"}) {
      assertThat(store.getKey(alias, null)).as(alias).isNull();
      assertThat(store.getEntry(alias, null)).isNull();
      assertThat(store.getCertificate(alias)).isNull();
      assertThat(store.getCertificateChain(alias)).isNull();
      assertThat(store.getCreationDate(alias)).isNull();
      assertThat(store.containsAlias(alias)).isFalse();
    }
  }

  @Test
  void isReadAgainWhenItIsLoadedAgain() throws Exception {
    KeyStore store = KeyStore.getInstance("Countersign", provider);
    Tokens tokens = SoftwareToken.tokens(one, two);
    two.remove();
    store.load(new TokensParameter(tokens));
    assertThat(store.size()).isEqualTo(2);
    two.putBack();
    assertThat(store.size()).isEqualTo(2);
    store.load(new TokensParameter(tokens));
    assertThat(store.size()).isEqualTo(4);
  }

  @Test
  void noTokenIsAnEmptyStore() throws Exception {
    one.remove();
    assertThat(store(one).size()).isZero();
  }

  @Test
  void aTokenThatCannotBeReadDoesNotHideTheOthersAndIsNamedWhenItsKeyIsWanted() throws Exception {
    KeyStore store = store(one, two.broken());
    assertThat(store.size()).isEqualTo(2);
    assertThatThrownBy(() -> store.getKey("piv:serial=2;slot=9a", null))
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessageContaining("piv:serial=2")
        .hasCauseInstanceOf(TokenException.BadResponse.class);
    assertThatThrownBy(() -> store(two))
        .isInstanceOf(IOException.class)
        .hasCauseInstanceOf(TokenException.BadResponse.class);
  }

  @Test
  void aCertificateOfAnotherKeyIsNotUsed() throws Exception {
    SoftwareToken muddled = new SoftwareToken("3").key("9d", TestKeys.P384, LEAF);
    KeyStore store = store(muddled);
    assertThat(store.getKey("piv:slot=9d", null)).isNotNull();
    assertThat(store.getCertificateChain("piv:slot=9d")).isNull();
    assertThatThrownBy(() -> store.getEntry("piv:slot=9d", null))
        .isInstanceOf(UnrecoverableEntryException.class)
        .hasMessageContaining("of another key")
        .hasCauseInstanceOf(TokenException.BadData.class);
  }

  @Test
  void aKeyThatIsShownAsTwoSignsAndDecrypts() throws Exception {
    PrivateKey key =
        (PrivateKey)
            store(one.splitUses().pin("123456")).getKey("piv:slot=9a", "123456".toCharArray());
    Signature signature = Signature.getInstance("SHA256withRSA", provider);
    signature.initSign(key);
    assertThat(signature.sign()).hasSize(256);
    Cipher encrypter = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    encrypter.init(Cipher.ENCRYPT_MODE, TestKeys.RSA.getPublic());
    Cipher decrypter = Cipher.getInstance("RSA/ECB/PKCS1Padding", provider);
    decrypter.init(Cipher.DECRYPT_MODE, key);
    assertThat(decrypter.doFinal(encrypter.doFinal(new byte[5]))).hasSize(5);
  }

  @Test
  void thePinOfLoadIsTheKeys() throws Exception {
    one.pin("123456");
    char[] pin = "123456".toCharArray();
    KeyStore store = KeyStore.getInstance("Countersign", new CountersignProvider(tokens(one)));
    store.load(null, pin);
    java.util.Arrays.fill(pin, 'x');
    assertThat(one.verifications()).isZero();
    assertThat(sign(store.getKey("piv:slot=9c", null))).isNotEmpty();
    assertThat(one.verifications()).isEqualTo(1);
  }

  private static Tokens tokens(SoftwareToken token) {
    return SoftwareToken.tokens(token);
  }

  private byte[] sign(Key key) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA", provider);
    signature.initSign((PrivateKey) key);
    return signature.sign();
  }

  @Test
  void aWrongPinCostsOneTryWhateverTheProgramDoes() throws Exception {
    one.pin("123456");
    KeyStore store = KeyStore.getInstance("Countersign", new CountersignProvider(tokens(one)));
    char[] wrong = "654321".toCharArray();
    store.load(null, wrong);
    assertThatThrownBy(() -> sign(store.getKey("piv:slot=9c", null)))
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining("wrong PIN, 2 tries left")
        .hasCauseInstanceOf(TokenException.WrongPin.class);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> sign(store.getKey("piv:slot=9c", wrong)))
          .isInstanceOf(SignatureException.class)
          .hasMessageContaining("not tried again")
          .hasMessageNotContaining("654321")
          .hasCauseInstanceOf(TokenException.PinNotGiven.class);
      one.putBack();
    }
    assertThat(one.attemptsLeft()).isEqualTo(2);
    assertThat(sign(store.getKey("piv:slot=9c", "123456".toCharArray()))).isNotEmpty();
    assertThat(one.attemptsLeft()).isEqualTo(3);
  }

  @Test
  void aKeyPasswordGoesBeforeThePinOfLoad() throws Exception {
    one.pin("123456");
    KeyStore store = KeyStore.getInstance("Countersign", new CountersignProvider(tokens(one)));
    store.load(null, "000000".toCharArray());
    KeyStore.PrivateKeyEntry entry =
        (KeyStore.PrivateKeyEntry)
            store.getEntry("piv:slot=9c", new KeyStore.PasswordProtection("123456".toCharArray()));
    assertThat(sign(entry.getPrivateKey())).isNotEmpty();
    assertThat(one.attemptsLeft()).isEqualTo(3);
  }

  @Test
  void withoutAPinTheEntryOfTheTokensIsAsked() throws Exception {
    one.pin("123456");
    KeyStore without = store(one);
    assertThatThrownBy(() -> sign(without.getKey("piv:slot=9c", null)))
        .isInstanceOf(SignatureException.class)
        .hasCauseInstanceOf(TokenException.PinNotGiven.class);
    KeyStore with = KeyStore.getInstance("Countersign", provider);
    with.load(new TokensParameter(SoftwareToken.tokens(new GivenPin("123456".toCharArray()), one)));
    assertThat(sign(with.getKey("piv:slot=9c", null))).isNotEmpty();
  }

  @Test
  void aPinFileInTheAliasIsRead(@TempDir Path directory) throws Exception {
    one.pin("123456");
    Path file = Files.writeString(directory.resolve("pin"), "123456\n");
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    Key key = store(one).getKey("piv:slot=9c?pin-source=" + file, null);
    assertThat(sign(key)).isNotEmpty();
  }

  @Test
  void protectionParametersGiveThePin() throws Exception {
    one.pin("123456");
    KeyStore byPassword = KeyStore.getInstance("Countersign", provider);
    byPassword.load(
        new TokensParameter(tokens(one), new KeyStore.PasswordProtection("123456".toCharArray())));
    assertThat(sign(byPassword.getKey("piv:slot=9c", null))).isNotEmpty();
    KeyStore.Builder builder =
        KeyStore.Builder.newInstance(
            "Countersign",
            new CountersignProvider(tokens(one)),
            new KeyStore.PasswordProtection("123456".toCharArray()));
    assertThat(sign(builder.getKeyStore().getKey("piv:slot=9c", null))).isNotEmpty();
    KeyStore other = KeyStore.getInstance("Countersign", provider);
    assertThatThrownBy(
            () ->
                other.load(new TokensParameter(tokens(one), new KeyStore.ProtectionParameter() {})))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("PasswordProtection");
    KeyStore none = KeyStore.getInstance("Countersign", new CountersignProvider(tokens(one)));
    none.load(null);
    assertThat(none.size()).isEqualTo(2);
  }

  @Test
  void aStreamIsRefusedBothWays() throws Exception {
    KeyStore store = store(one);
    assertThatThrownBy(() -> store.load(new ByteArrayInputStream(new byte[9]), null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("null in its place");
    assertThatThrownBy(() -> store.store(new ByteArrayOutputStream(), new char[0]))
        .isInstanceOf(IOException.class);
    store.store(null, null);
    store.store(null);
    assertThat(store.size()).isEqualTo(2);
  }

  @Test
  void aCertificateIsStoredBesideItsKey() throws Exception {
    KeyStore store = store(one);
    Key key = store.getKey("piv:slot=9a", null);
    X509Certificate certificate = TestKeys.certificate("CN=bob", TestKeys.RSA.getPublic());
    store.setKeyEntry(
        "piv:slot=9a", key, null, new Certificate[] {certificate, TestKeys.CA_CERTIFICATE});
    assertThat(one.stored("9a")).containsExactly(certificate);
    assertThat(store.getCertificateChain("piv:slot=9a"))
        .containsExactly(certificate, TestKeys.CA_CERTIFICATE);
    assertThat(store.getCertificateAlias(certificate)).isEqualTo("piv:serial=1;slot=9a");
  }

  @Test
  void storingACertificateThatTheTokenRefusesChangesNothing() throws Exception {
    one.pin("123456");
    KeyStore store = store(one);
    Key key = store.getKey("piv:slot=9a", null);
    X509Certificate certificate = TestKeys.certificate("CN=bob", TestKeys.RSA.getPublic());
    assertThatThrownBy(
            () -> store.setKeyEntry("piv:slot=9a", key, null, new Certificate[] {certificate}))
        .isInstanceOf(KeyStoreException.class)
        .hasCauseInstanceOf(TokenException.PinNotGiven.class);
    assertThat(store.getCertificateChain("piv:slot=9a")).isNull();
  }

  @Test
  void nothingElseCanBeChanged() throws Exception {
    KeyStore store = store(one);
    Key key = store.getKey("piv:slot=9a", null);
    Certificate[] chain = {LEAF};
    assertThatThrownBy(() -> store.setKeyEntry("piv:slot=9a", key, null, chain))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("not of the key");
    assertThatThrownBy(() -> store.setKeyEntry("piv:slot=9c", key, null, chain))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("another key");
    assertThatThrownBy(() -> store.setKeyEntry("new", key, null, chain))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("countersign keys");
    assertThatThrownBy(
            () -> store.setKeyEntry("piv:slot=9c", TestKeys.P256.getPrivate(), null, chain))
        .isInstanceOf(KeyStoreException.class);
    assertThatThrownBy(() -> store.setKeyEntry("piv:slot=9a", new byte[9], chain))
        .isInstanceOf(KeyStoreException.class);
    assertThatThrownBy(() -> store.setCertificateEntry("ca", TestKeys.CA_CERTIFICATE))
        .isInstanceOf(KeyStoreException.class);
    assertThatThrownBy(() -> store.deleteEntry("piv:slot=9a"))
        .isInstanceOf(KeyStoreException.class);
    assertThat(one.stored("9a")).isEmpty();
    assertThat(store.size()).isEqualTo(2);
  }
}
