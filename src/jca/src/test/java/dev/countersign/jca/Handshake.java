package dev.countersign.jca;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.Provider;
import java.security.cert.Certificate;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A TLS connection over the loopback, both sides wanting a certificate of the other. */
record Handshake(String protocol, KeyManager[] client, KeyManager[] server, String... suites) {

  /** The runtime's key managers over a key store. */
  static KeyManager[] managers(String factory, KeyStore store, String password)
      throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(factory);
    keys.init(store, password == null ? null : password.toCharArray());
    return keys.getKeyManagers();
  }

  /** Key managers of a peer whose P-256 key is software. */
  static KeyManager[] software() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "peer",
        TestKeys.PEER.getPrivate(),
        new char[0],
        new Certificate[] {TestKeys.certificate("CN=localhost", TestKeys.PEER.getPublic())});
    return managers("PKIX", store, "");
  }

  private SSLContext context(KeyManager[] keys) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", TestKeys.CA_CERTIFICATE);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    Provider jsse = SSLContext.getDefault().getProvider();
    SSLContext context = SSLContext.getInstance(protocol, jsse);
    context.init(keys, trust.getTrustManagers(), null);
    return context;
  }

  /** What each side learned of the other. */
  record Seen(Principal client, Principal server, String protocol, String suite) {}

  /**
   * Connects, sends one byte each way, and tells who the sides took each other for.
   *
   * @throws IOException as the client's side fails
   */
  Seen run() throws IOException, GeneralSecurityException, InterruptedException {
    SSLContext clientContext = context(client);
    ExecutorService background = Executors.newSingleThreadExecutor();
    try (SSLServerSocket listener =
        (SSLServerSocket)
            context(server)
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setNeedClientAuth(true);
      Future<Principal> accepted = background.submit(() -> serve(listener));
      try (SSLSocket socket =
          (SSLSocket)
              clientContext
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort())) {
        if (suites.length > 0) {
          socket.setEnabledCipherSuites(suites);
        }
        socket.getOutputStream().write(1);
        if (socket.getInputStream().read() != 2) {
          throw new IOException("the server ended the connection");
        }
        return new Seen(
            accepted.get(30, TimeUnit.SECONDS),
            socket.getSession().getPeerPrincipal(),
            socket.getSession().getProtocol(),
            socket.getSession().getCipherSuite());
      } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
        throw new IOException("the server failed", e);
      }
    } finally {
      background.shutdownNow();
    }
  }

  private static Principal serve(SSLServerSocket listener) throws IOException {
    try (SSLSocket socket = (SSLSocket) listener.accept()) {
      int greeting = socket.getInputStream().read();
      Principal client = socket.getSession().getPeerPrincipal();
      socket.getOutputStream().write(greeting + 1);
      return client;
    }
  }
}
