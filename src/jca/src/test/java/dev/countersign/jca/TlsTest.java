package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyStoreBuilderParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with a key on a simulated token, through the runtime's own JSSE and nothing else. */
class TlsTest {
  private final SimulatedPiv piv = new SimulatedPiv();

  @AfterEach
  void close() {
    Security.removeProvider(CountersignProvider.NAME);
    piv.close();
  }

  private static X509Certificate alice(KeyPair pair) {
    return TestKeys.certificate("CN=alice", pair.getPublic());
  }

  private KeyStore store(String place) throws Exception {
    CountersignProvider provider = new CountersignProvider(piv.tokens());
    Security.insertProviderAt(
        provider, place.equals("first") ? 1 : Security.getProviders().length + 1);
    KeyStore store = KeyStore.getInstance("Countersign");
    store.load(null, SimulatedPiv.PIN.toCharArray());
    return store;
  }

  static Stream<Arguments> combinations() {
    return Stream.of("first", "last")
        .flatMap(
            place ->
                Stream.of("TLSv1.2", "TLSv1.3")
                    .flatMap(
                        protocol ->
                            Stream.of("SunX509", "PKIX")
                                .flatMap(
                                    factory ->
                                        Stream.of("rsa", "p256", "p384", "ed25519")
                                            .map(
                                                key ->
                                                    Arguments.of(place, protocol, factory, key)))));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void aClientProvesItselfWithAKeyOnAToken(
      String place, String protocol, String factory, String kind) throws Exception {
    KeyPair pair =
        switch (kind) {
          case "rsa" -> TestKeys.RSA;
          case "p256" -> TestKeys.P256;
          case "p384" -> TestKeys.P384;
          default -> TestKeys.ED25519;
        };
    piv.key("9a", pair, alice(pair)).key("9d", TestKeys.RSA);
    KeyManager[] keys = Handshake.managers(factory, store(place), null);

    Handshake.Seen seen = new Handshake(protocol, keys, Handshake.software()).run();

    assertThat(seen.client()).hasToString("CN=alice");
    assertThat(seen.server()).hasToString("CN=localhost");
    assertThat(seen.protocol()).isEqualTo(protocol);
  }

  @Test
  void keysAreOfferedThroughAKeyStoreBuilder() throws Exception {
    piv.key("9a", TestKeys.P256, alice(TestKeys.P256));
    KeyStore.Builder builder =
        KeyStore.Builder.newInstance(
            store("last"), new KeyStore.PasswordProtection(SimulatedPiv.PIN.toCharArray()));
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(new KeyStoreBuilderParameters(List.of(builder)));
    KeyManager[] keys = factory.getKeyManagers();
    assertThat(new Handshake("TLSv1.3", keys, Handshake.software()).run().client())
        .hasToString("CN=alice");
  }

  @Test
  void withoutACertificateTheServerTurnsTheClientAway() throws Exception {
    piv.key("9a", TestKeys.P256);
    KeyManager[] keys = Handshake.managers("PKIX", store("last"), null);
    assertThatThrownBy(() -> new Handshake("TLSv1.2", keys, Handshake.software()).run())
        .isInstanceOf(IOException.class);
  }

  @Test
  void aTokenThatIsGoneEndsTheHandshakeAndTheNextOneWorks() throws Exception {
    piv.key("9a", TestKeys.P256, alice(TestKeys.P256));
    KeyManager[] keys = Handshake.managers("PKIX", store("last"), null);
    Handshake handshake = new Handshake("TLSv1.2", keys, Handshake.software());
    piv.remove();
    assertThatThrownBy(handshake::run).isInstanceOf(IOException.class);
    piv.insert();
    assertThat(handshake.run().client()).hasToString("CN=alice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aServerKeepsItsKeyOnATokenToo(String protocol) throws Exception {
    X509Certificate certificate = TestKeys.certificate("CN=localhost", TestKeys.RSA.getPublic());
    piv.key("9d", TestKeys.RSA, certificate);
    KeyManager[] keys = Handshake.managers("PKIX", store("last"), null);
    Handshake.Seen seen = new Handshake(protocol, Handshake.software(), keys).run();
    assertThat(seen.server()).hasToString("CN=localhost");
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "last"})
  void aServerDecryptsThePremasterSecretOnTheToken(String place) throws Exception {
    String suite = "TLS_RSA_WITH_AES_128_GCM_SHA256";
    piv.key("9d", TestKeys.RSA, TestKeys.certificate("CN=localhost", TestKeys.RSA.getPublic()));
    KeyManager[] keys = Handshake.managers("SunX509", store(place), null);
    Handshake.Seen seen = new Handshake("TLSv1.2", Handshake.software(), keys, suite).run();
    assertThat(seen.suite()).isEqualTo(suite);
  }
}
