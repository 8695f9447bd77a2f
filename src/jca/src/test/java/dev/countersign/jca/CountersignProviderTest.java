package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.TokenException;
import dev.countersign.device.Tokens;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CountersignProviderTest {
  @AfterEach
  void unregister() {
    Security.removeProvider(CountersignProvider.NAME);
  }

  /** A source that cannot be asked anything without being noticed. */
  private static final class Untouchable implements ChannelSource {
    private int calls;

    @Override
    public String name() {
      calls++;
      return "untouchable";
    }

    @Override
    public List<Reader> readers() throws ChannelException {
      calls++;
      throw new ChannelException(ChannelException.Kind.SERVICE, "it was touched");
    }

    @Override
    public Watch watch(Consumer<ChannelEvent> listener) {
      calls++;
      return () -> {};
    }

    @Override
    public void close() {
      calls++;
    }
  }

  @Test
  void makingRegisteringAndChoosingTouchNoReader() throws Exception {
    Untouchable source = new Untouchable();
    Tokens tokens = Tokens.builder().source(source).driver(new SoftwareToken("1")).open();
    CountersignProvider provider = new CountersignProvider(tokens);
    Security.insertProviderAt(provider, 1);
    assertThat(Security.getProvider("Countersign")).isSameAs(provider);
    assertThat(KeyStore.getInstance("Countersign").getProvider()).isSameAs(provider);
    for (Provider.Service service : provider.getServices()) {
      assertThat(service.newInstance(null)).isNotNull();
    }
    Signature.getInstance("SHA256withRSA").initSign(TestKeys.RSA.getPrivate());
    assertThat(source.calls).isZero();

    KeyStore store = KeyStore.getInstance("Countersign");
    assertThatThrownBy(() -> store.load(null, null))
        .isInstanceOf(IOException.class)
        .hasCauseInstanceOf(TokenException.Unavailable.class);
    assertThat(source.calls).isPositive();
  }

  @Test
  void theRuntimeFindsIt() {
    assertThat(ServiceLoader.load(Provider.class))
        .anySatisfy(provider -> assertThat(provider).isInstanceOf(CountersignProvider.class));
  }

  @Test
  void withoutSourcesTheDefaultStoreIsEmpty() throws Exception {
    KeyStore store = KeyStore.getInstance("Countersign", new CountersignProvider());
    Thread thread = Thread.currentThread();
    ClassLoader usual = thread.getContextClassLoader();
    // Sees no source, where that of the tests sees the readers of this machine.
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      store.load(null, "123456".toCharArray());
    } finally {
      thread.setContextClassLoader(usual);
    }
    assertThat(store.size()).isZero();
  }

  @Test
  void everyServiceSaysWhichKeysItTakes() {
    CountersignProvider provider = new CountersignProvider();
    assertThat(provider.getServices()).hasSizeGreaterThan(20);
    for (Provider.Service service : provider.getServices()) {
      if (service.getType().equals("KeyStore")) {
        continue;
      }
      assertThat(service.supportsParameter(TestKeys.RSA.getPrivate())).isFalse();
      assertThat(service.supportsParameter(TestKeys.P256.getPublic())).isFalse();
    }
  }

  @Test
  void namesAreFoundInAnyCase() throws Exception {
    CountersignProvider provider = new CountersignProvider();
    assertThat(Signature.getInstance("sha256WITHrsa", provider)).isNotNull();
    assertThat(Cipher.getInstance("rsa/ecb/pkcs1padding", provider)).isNotNull();
    assertThat(KeyAgreement.getInstance("ecdh", provider)).isNotNull();
    assertThatThrownBy(() -> Signature.getInstance("MD5withRSA", provider))
        .isInstanceOf(NoSuchAlgorithmException.class);
  }

  @Test
  void servicesTakeNoConstructorParameter() {
    Provider.Service service = new CountersignProvider().getService("Signature", "SHA256withRSA");
    assertThatThrownBy(() -> service.newInstance("parameter"))
        .isInstanceOf(InvalidParameterException.class);
  }

  @Test
  void itIsNotWrittenToStreams() throws Exception {
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatThrownBy(() -> out.writeObject(new CountersignProvider()))
          .isInstanceOf(NotSerializableException.class);
    }
  }
}
