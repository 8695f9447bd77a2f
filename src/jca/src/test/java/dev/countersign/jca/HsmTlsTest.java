package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.PinEntry;
import dev.countersign.device.Tokens;
import dev.countersign.host.pkcs11.NeedsSoftHsm;
import java.io.IOException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Security;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS with a key in a PKCS#11 module and its certificate beside it, through the runtime's JSSE. */
@NeedsSoftHsm
class HsmTlsTest {
  private static HsmToken rsa;
  private static HsmToken p256;
  private static HsmToken each;
  private static HsmToken ed25519;

  @BeforeAll
  static void makeTokens() {
    rsa = certified("jca tls rsa", TestKeys.RSA);
    p256 = certified("jca tls p256", TestKeys.P256);
    ed25519 = certified("jca tls ed", TestKeys.ED25519);
    each =
        HsmToken.create("jca tls each")
            .alwaysAuthenticated(
                "client",
                TestKeys.P384,
                TestKeys.certificate("CN=alice", TestKeys.P384.getPublic()));
  }

  private static HsmToken certified(String label, KeyPair pair) {
    return HsmToken.create(label)
        .key("bare", TestKeys.P384)
        .key("client", pair, TestKeys.certificate("CN=alice", pair.getPublic()));
  }

  @AfterEach
  void removeProvider() {
    Security.removeProvider(CountersignProvider.NAME);
  }

  private static KeyStore store(Tokens tokens, String place, char[] pin) throws Exception {
    CountersignProvider provider = new CountersignProvider(tokens);
    Security.insertProviderAt(
        provider, place.equals("first") ? 1 : Security.getProviders().length + 1);
    KeyStore store = KeyStore.getInstance("Countersign");
    store.load(null, pin);
    return store;
  }

  static Stream<Arguments> combinations() {
    return Stream.of("first", "last")
        .flatMap(
            place ->
                Stream.of("TLSv1.2", "TLSv1.3")
                    .flatMap(
                        protocol ->
                            Stream.of("rsa", "p256", "ed25519", "each")
                                .map(key -> Arguments.of(place, protocol, key))));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void clientProvesItselfWithAKeyInAModule(String place, String protocol, String key)
      throws Exception {
    HsmToken hsm =
        switch (key) {
          case "rsa" -> rsa;
          case "p256" -> p256;
          case "ed25519" -> ed25519;
          default -> each;
        };
    try (Tokens tokens = hsm.tokens(PinEntry.none())) {
      KeyManager[] keys = Handshake.managers("PKIX", store(tokens, place, HsmToken.PIN), null);
      for (int i = 0; i < 2; i++) {
        Handshake.Seen seen = new Handshake(protocol, keys, Handshake.software()).run();
        assertThat(seen.client()).hasToString("CN=alice");
        assertThat(seen.protocol()).isEqualTo(protocol);
      }
    }
  }

  @Test
  void withoutThePinTheHandshakeFails() throws Exception {
    HsmToken hsm = certified("jca tls locked", TestKeys.P256);
    hsm.logout();
    try (Tokens tokens = hsm.tokens(PinEntry.none())) {
      KeyManager[] keys = Handshake.managers("PKIX", store(tokens, "last", null), null);
      assertThatThrownBy(() -> new Handshake("TLSv1.2", keys, Handshake.software()).run())
          .isInstanceOf(IOException.class);
    }
  }
}
