package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Digest;
import dev.countersign.device.SecretKeyKind;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.host.pkcs11.NeedsSoftHsm;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MACs with keys in a PKCS#11 module. */
@NeedsSoftHsm
class HsmMacTest {
  private static final byte[] MESSAGE = "the message".getBytes(StandardCharsets.UTF_8);
  private static final byte[] VALUE = new byte[64];

  static {
    Arrays.fill(VALUE, (byte) 0x5A);
  }

  @RegisterExtension
  static final HsmBench BENCH =
      new HsmBench(
          "jca mac",
          token -> {
            for (Digest digest : Digest.values()) {
              token.macKey(label(digest), new SecretKeyKind.Hmac(digest), VALUE);
            }
            token
                .macKey("any", new SecretKeyKind.Generic(), VALUE)
                .macKey("aes", new SecretKeyKind.Aes(), new byte[32])
                .key("pair", TestKeys.P256);
          });

  private static String label(Digest digest) {
    return digest.name().toLowerCase(Locale.ROOT);
  }

  private static byte[] expected(Digest digest, byte[] message) throws Exception {
    Mac mac = Mac.getInstance(digest.hmacName(), "SunJCE");
    mac.init(new SecretKeySpec(VALUE, digest.hmacName()));
    return mac.doFinal(message);
  }

  private static byte[] make(Mac mac, Key key, byte[] message) throws Exception {
    mac.init(key);
    return mac.doFinal(message);
  }

  private static String alias(String label) {
    return BENCH.token().uri(label).with("type", "secret-key").toString();
  }

  @ParameterizedTest
  @EnumSource
  void runtimeMakesTheSameMac(Digest digest) throws Exception {
    Key key = BENCH.key(label(digest));
    Mac named = Mac.getInstance(digest.hmacName(), BENCH.provider());
    assertThat(make(named, key, MESSAGE)).isEqualTo(expected(digest, MESSAGE));

    Security.addProvider(BENCH.provider());
    Mac registered = Mac.getInstance(digest.hmacName());
    assertThat(make(registered, key, MESSAGE)).isEqualTo(expected(digest, MESSAGE));
    assertThat(registered.getProvider()).isEqualTo(BENCH.provider());
  }

  @ParameterizedTest
  @EnumSource
  void opensslMakesTheSameMac(Digest digest) throws Exception {
    Mac mac = Mac.getInstance(digest.hmacName(), BENCH.provider());
    byte[] made = make(mac, BENCH.key("any"), MESSAGE);
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "dgst",
                "-" + label(digest),
                "-mac",
                "HMAC",
                "-macopt",
                "hexkey:" + HexFormat.of().formatHex(VALUE),
                "-binary")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    openssl.getOutputStream().write(MESSAGE);
    openssl.getOutputStream().close();
    assertThat(made).isEqualTo(openssl.getInputStream().readAllBytes());
    assertThat(openssl.waitFor()).isZero();
  }

  @Test
  void longMessageThatComesInPieces() throws Exception {
    byte[] message = new byte[3 << 20];
    Arrays.fill(message, (byte) 7);
    Mac mac = Mac.getInstance("HmacSHA256", BENCH.provider());
    mac.init(BENCH.key("sha256"));
    for (int at = 0; at < message.length; at += 1 << 16) {
      mac.update(message, at, 1 << 16);
    }
    assertThat(mac.doFinal()).isEqualTo(expected(Digest.SHA256, message));
  }

  @Test
  void messageOfMoreThanTheBoundIsRefused() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256", BENCH.provider());
    mac.init(BENCH.key("sha256"));
    byte[] part = new byte[1 << 20];
    for (int i = 0; i < 16; i++) {
      mac.update(part);
    }
    assertThatThrownBy(() -> mac.update((byte) 0))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("at most 16777216 bytes");
  }

  @Test
  void storeShowsThemAsSecretKeys() throws Exception {
    KeyStore store = BENCH.store(HsmToken.PIN);
    List<String> secret = new ArrayList<>();
    for (String alias : java.util.Collections.list(store.aliases())) {
      assertThat(store.isKeyEntry(alias)).isTrue();
      Key key = store.getKey(alias, null);
      String label = TokenUri.parse(alias).attribute("object").orElseThrow();
      if (key instanceof SecretKey) {
        secret.add(label);
        assertThat(store.entryInstanceOf(alias, KeyStore.SecretKeyEntry.class)).isTrue();
        assertThat(store.getEntry(alias, null)).isInstanceOf(KeyStore.SecretKeyEntry.class);
        assertThat(key.getEncoded()).isNull();
        assertThat(key.getFormat()).isNull();
        assertThat(store.getCertificateChain(alias)).isNull();
        assertThat(store.getCreationDate(alias)).isEqualTo(new Date(0));
      } else {
        assertThat(key).isInstanceOf(PrivateKey.class);
        assertThat(store.entryInstanceOf(alias, KeyStore.SecretKeyEntry.class)).isFalse();
      }
      assertThat(store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class)).isFalse();
    }
    assertThat(secret).contains("sha1", "sha256", "sha384", "sha512", "any").doesNotContain("aes");
    assertThat(store.getKey(BENCH.token().alias("any"), null).getAlgorithm()).isEqualTo("Generic");
  }

  @Test
  void keyOfAnotherHashIsRefusedBeforeTheTokenIsAsked() throws Exception {
    Key key = BENCH.key("sha256");
    assertThat(key.getAlgorithm()).isEqualTo("HmacSHA256");
    Mac mac = Mac.getInstance("HmacSHA512", BENCH.provider());
    assertThatThrownBy(() -> mac.init(key)).isInstanceOf(java.security.InvalidKeyException.class);
  }

  @Test
  void wrongPinAtUseIsTriedOnceAndTheRightOneIsBoundByGetKey() throws Exception {
    // Known while logged in, and used after that is over.
    KeyStore store = BENCH.store(HsmToken.PIN);
    Key wrong = store.getKey(alias("sha256"), "0815".toCharArray());
    Key right = store.getKey(alias("sha256"), HsmToken.PIN);
    BENCH.logout();
    Mac mac = Mac.getInstance("HmacSHA256", BENCH.provider());
    assertThatThrownBy(() -> make(mac, wrong, MESSAGE))
        .isInstanceOf(ProviderException.class)
        .hasRootCauseInstanceOf(TokenException.WrongPin.class);
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> make(mac, wrong, MESSAGE))
          .isInstanceOf(ProviderException.class)
          .hasRootCauseInstanceOf(TokenException.PinNotGiven.class);
    }
    assertThat(make(mac, right, MESSAGE)).isEqualTo(expected(Digest.SHA256, MESSAGE));
  }

  @Test
  void withoutAPinTheyAreHiddenAndTheStoreSaysSo() throws Exception {
    KeyStore store = BENCH.store(null);
    assertThat(store.containsAlias(alias("sha256"))).isFalse();
    assertThatThrownBy(() -> store.getKey(alias("sha256"), null))
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessageContaining("load the key store with the PIN");
  }

  @Test
  void keyThatWasDeletedIsTold() throws Exception {
    BENCH.token().macKey("short lived", new SecretKeyKind.Hmac(Digest.SHA256), VALUE);
    Key key = BENCH.key("short lived");
    Mac mac = Mac.getInstance("HmacSHA256", BENCH.provider());
    assertThat(make(mac, key, MESSAGE)).isEqualTo(expected(Digest.SHA256, MESSAGE));
    BENCH.token().delete("short lived");
    assertThatThrownBy(() -> make(mac, key, MESSAGE))
        .isInstanceOf(ProviderException.class)
        .hasCauseInstanceOf(TokenException.NoKey.class);
  }

  @Test
  void twoThreadsUseOneKey() throws Exception {
    Key key = BENCH.key("sha256");
    Callable<List<byte[]>> work =
        () -> {
          Mac mac = Mac.getInstance("HmacSHA256", BENCH.provider());
          List<byte[]> made = new ArrayList<>();
          for (byte i = 1; i <= 100; i++) {
            made.add(make(mac, key, new byte[i]));
          }
          return made;
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (Future<List<byte[]>> done : threads.invokeAll(List.of(work, work))) {
        for (byte i = 1; i <= 100; i++) {
          assertThat(done.get().get(i - 1)).isEqualTo(expected(Digest.SHA256, new byte[i]));
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void macKeyTakesNoCertificateAndNoOtherKeysPlace() throws Exception {
    KeyStore store = BENCH.store(HsmToken.PIN);
    String alias = alias("sha256");
    Key key = store.getKey(alias, null);
    Certificate[] chain = {TestKeys.certificate("CN=mac", TestKeys.P256.getPublic())};
    assertThatThrownBy(() -> store.setKeyEntry(alias, key, null, chain))
        .isInstanceOf(KeyStoreException.class);
    assertThatThrownBy(
            () ->
                store.setEntry(
                    alias,
                    new KeyStore.SecretKeyEntry(new SecretKeySpec(VALUE, "HmacSHA256")),
                    new KeyStore.PasswordProtection(HsmToken.PIN)))
        .isInstanceOf(KeyStoreException.class);
  }
}
