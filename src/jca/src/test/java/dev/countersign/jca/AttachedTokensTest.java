package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.card.piv.PivAdministration;
import dev.countersign.card.piv.PivSetup;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider that nobody gave tokens: it finds sources and drivers as services. */
class AttachedTokensTest {
  private static SimulatedPiv attached = new SimulatedPiv();
  private static int sourcesMade;

  @TempDir private Path directory;
  private ClassLoader before = ClassLoader.getSystemClassLoader();

  /** A source that stands in a services file, as that of PC/SC does. */
  public static final class Discovered implements ChannelSource {
    /** Called by the service loader. */
    public Discovered() {
      sourcesMade++;
    }

    @Override
    public String name() {
      return "discovered";
    }

    @Override
    public List<Reader> readers() throws ChannelException {
      return attached.readers().readers();
    }

    @Override
    public Watch watch(Consumer<ChannelEvent> listener) {
      return attached.readers().watch(listener);
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void registerAsAService() throws IOException {
    attached = new SimulatedPiv().key("9a", TestKeys.P256);
    try (Secret pin = Secret.copyOf("654321".toCharArray());
        Secret puk = Secret.copyOf("87654321".toCharArray())) {
      attached
          .tokens()
          .find(TokenUri.of("piv"))
          .require(PivAdministration.class)
          .setUp(new PivSetup(pin, puk, true));
    }
    sourcesMade = 0;
    URL services =
        Files.writeString(directory.resolve("services"), Discovered.class.getName())
            .toUri()
            .toURL();
    before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread()
        .setContextClassLoader(
            new ClassLoader(before) {
              @Override
              public Enumeration<URL> getResources(String name) throws IOException {
                return name.equals("META-INF/services/" + ChannelSource.class.getName())
                    ? Collections.enumeration(List.of(services))
                    : super.getResources(name);
              }
            });
  }

  @AfterEach
  void unregister() {
    Thread.currentThread().setContextClassLoader(before);
    attached.close();
  }

  private static KeyStore load(CountersignProvider provider) throws Exception {
    KeyStore store = KeyStore.getInstance("Countersign", provider);
    store.load(null, "654321".toCharArray());
    return store;
  }

  @Test
  void keysOfWhatIsAttachedAreFoundAndUsed() throws Exception {
    CountersignProvider provider = new CountersignProvider();
    assertThat(sourcesMade).isZero();
    KeyStore store = load(provider);
    Signature signature = Signature.getInstance("SHA256withECDSA", provider);
    signature.initSign((PrivateKey) store.getKey("piv:slot=9a", null));
    byte[] made = signature.sign();
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(TestKeys.P256.getPublic());
    assertThat(verifier.verify(made)).isTrue();
  }

  @Test
  void storesOfOneProviderShareTheirConnections() throws Exception {
    CountersignProvider provider = new CountersignProvider();
    load(provider);
    load(provider);
    assertThat(sourcesMade).isEqualTo(1);
  }

  @Test
  void aCertificateIsStoredWithThePinOfTheKeyStore() throws Exception {
    X509Certificate certificate = TestKeys.certificate("CN=alice", TestKeys.P256.getPublic());
    CountersignProvider provider = new CountersignProvider();
    KeyStore store = load(provider);
    Key key = store.getKey("piv:slot=9a", null);
    store.setKeyEntry("piv:slot=9a", key, null, new Certificate[] {certificate});
    assertThat(load(provider).getCertificate("piv:slot=9a")).isEqualTo(certificate);
  }

  @Test
  void withoutAPinNoCertificateIsStored() throws Exception {
    X509Certificate certificate = TestKeys.certificate("CN=alice", TestKeys.P256.getPublic());
    KeyStore store = KeyStore.getInstance("Countersign", new CountersignProvider());
    store.load(null, null);
    Key key = store.getKey("piv:slot=9a", null);
    assertThatThrownBy(
            () -> store.setKeyEntry("piv:slot=9a", key, null, new Certificate[] {certificate}))
        .isInstanceOf(KeyStoreException.class)
        .hasCauseInstanceOf(TokenException.PinNotGiven.class);
    assertThat(store.getCertificate("piv:slot=9a")).isNull();
  }
}
