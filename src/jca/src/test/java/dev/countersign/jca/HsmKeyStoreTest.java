package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Login;
import dev.countersign.device.PinEntry;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.pkcs11.NeedsSoftHsm;
import java.io.IOException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import javax.security.auth.callback.PasswordCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The key store over a token that hides its keys before a login. */
@NeedsSoftHsm
class HsmKeyStoreTest {
  private static final X509Certificate CERTIFICATE =
      TestKeys.certificate("CN=alice", TestKeys.P256.getPublic());

  private static HsmToken hsm;
  private static HsmToken other;

  private final Tokens tokens = hsm.tokens(PinEntry.none());

  @BeforeAll
  static void makeTokens() {
    hsm =
        HsmToken.create("jca store")
            .key("bare", TestKeys.RSA)
            .key("hidden", TestKeys.P384)
            .hide("hidden")
            .key("certified", TestKeys.P256, CERTIFICATE);
    other = HsmToken.create("jca other").key("theirs", TestKeys.P256).hide("theirs");
  }

  @AfterEach
  void logOut() {
    tokens.list().forEach(token -> token.require(Login.class).logout());
    tokens.close();
  }

  private static KeyStore store(Tokens tokens) throws Exception {
    return KeyStore.getInstance("Countersign", new CountersignProvider(tokens));
  }

  private static List<String> aliases(KeyStore store) throws Exception {
    return Collections.list(store.aliases()).stream()
        .map(alias -> TokenUri.parse(alias).attribute("object").orElseThrow())
        .toList();
  }

  @Test
  void withThePinEveryKeyIsThereWithAndWithoutCertificate() throws Exception {
    KeyStore store = store(tokens);
    store.load(null, HsmToken.PIN);
    assertThat(aliases(store)).containsExactlyInAnyOrder("bare", "hidden", "certified");
    assertThat(store.getCertificate(hsm.alias("certified"))).isEqualTo(CERTIFICATE);
    assertThat(store.getCertificateChain(hsm.alias("bare"))).isNull();
    PrivateKey bare = (PrivateKey) store.getKey(hsm.alias("bare"), null);
    assertThat(bare.getEncoded()).isNull();
    assertThat(store.getKey(hsm.alias("hidden"), null)).isNotNull();
  }

  @Test
  void callbackHandlerIsAskedForThePinOnce() throws Exception {
    int[] asked = new int[1];
    KeyStore.ProtectionParameter protection =
        new KeyStore.CallbackHandlerProtection(
            callbacks -> {
              asked[0]++;
              ((PasswordCallback) callbacks[0]).setPassword(HsmToken.PIN.clone());
            });
    KeyStore store = store(tokens);
    store.load(new TokensParameter(tokens, protection));
    assertThat(aliases(store)).contains("hidden");
    assertThat(asked[0]).isEqualTo(1);
  }

  @Test
  void withoutAPinWhatCanBeSeenIsThere() throws Exception {
    KeyStore store = store(tokens);
    store.load(null, null);
    assertThat(aliases(store)).containsExactlyInAnyOrder("bare", "certified");
    assertThatThrownBy(() -> store.getKey(hsm.alias("hidden"), null))
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessageContaining("no PIN was given; load the key store with the PIN");
    assertThat(store.getKey("piv:slot=9c", null)).isNull();
  }

  @Test
  void wrongPinIsToldWhenItIsLoaded() throws Exception {
    KeyStore store = store(tokens);
    assertThatThrownBy(() -> store.load(null, "0000".toCharArray()))
        .isInstanceOf(IOException.class)
        .hasCauseInstanceOf(UnrecoverableKeyException.class)
        .hasRootCauseInstanceOf(TokenException.WrongPin.class);
    assertThatThrownBy(() -> store.load(null, "0000".toCharArray()))
        .as("a wrong PIN is tried once")
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was refused before and is not tried again");
    store.load(null, HsmToken.PIN);
    assertThat(aliases(store)).contains("hidden");
  }

  @Test
  void ofSeveralTokensNoneIsGivenThePin() throws Exception {
    try (Tokens both = Tokens.builder().source(hsm.source()).source(other.source()).open()) {
      KeyStore store = store(both);
      store.load(null, HsmToken.PIN);
      assertThat(aliases(store)).containsExactlyInAnyOrder("bare", "certified");
      assertThatThrownBy(() -> store.getKey(other.alias("theirs"), null))
          .hasMessageContaining("2 tokens and a wrong PIN costs a try")
          .hasMessageContaining("load with a TokensParameter that names this token");
      assertThat(both.list()).noneMatch(token -> token.require(Login.class).active());

      store.load(
          new TokensParameter(both, other.uri(), new KeyStore.PasswordProtection(HsmToken.PIN)));
      assertThat(aliases(store)).containsExactly("theirs");
      both.find(other.uri("theirs")).require(Login.class).logout();
    }
  }

  @Test
  void tokenThatShowsNothingIsNoEmptyStoreWhenAPinWasGiven() throws Exception {
    HsmToken third = HsmToken.create("jca third").key("one", TestKeys.P256).hide("one");
    try (Tokens both = Tokens.builder().source(third.source()).source(other.source()).open()) {
      KeyStore store = store(both);
      assertThatThrownBy(() -> store.load(null, HsmToken.PIN))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("names this token");
      store.load(null, null);
      assertThat(store.size()).isZero();
    }
  }
}
