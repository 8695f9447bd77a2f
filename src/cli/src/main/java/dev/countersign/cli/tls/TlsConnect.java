package dev.countersign.cli.tls;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Printable;
import dev.countersign.cli.ServerAddress;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.TokenUri;
import dev.countersign.jca.CountersignProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Callable;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens a TLS connection and lends it standard input and output. */
@Command(
    name = "connect",
    description = "Open a TLS connection whose client is a key on a token.",
    footer = {
      "%nWhat comes in on standard input goes to the server, what the server says to standard"
          + " output. The",
      "server has to prove itself by a certificate for its name from an authority that is trusted;"
          + " there",
      "is no way to go without.",
      "%nExamples:",
      "  printf 'GET / HTTP/1.0\\r\\nHost: api.example.com\\r\\n\\r\\n' |",
      "      countersign tls connect api.example.com --key piv:slot=9a",
      "  countersign tls connect mqtt.example.com:8883 --key 'pkcs11:token=prod;object=device' \\",
      "      --certificate device-chain.pem --ca ca.pem < /dev/null"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class TlsConnect implements Callable<Integer> {
  private static final int TIMEOUT_MILLIS = 30_000;

  private final Invocation invocation;

  @Parameters(
      index = "0",
      paramLabel = "HOST[:PORT]",
      converter = HttpsAddress.class,
      description = "The server; the port is 443 when left out.")
  private ServerAddress server;

  @Option(names = "--key", required = true, paramLabel = "URI", description = "The key.")
  private TokenUri uri;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description =
          "The certificate of the key, then those above it, in PEM. Those beside the key on its"
              + " token when left out.")
  private @Nullable Path certificate;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "The authorities that may say who the server is, and no others. Those that the Java"
              + " runtime trusts when left out.")
  private @Nullable Path authorities;

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      description = "The name in the server's certificate, where HOST is another.")
  private @Nullable String serverName;

  /** The port is that of HTTPS when left out. */
  static final class HttpsAddress extends ServerAddress.Converter {
    HttpsAddress() {
      super(443);
    }
  }

  TlsConnect(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    List<X509Certificate> trusted = authorities == null ? null : read(authorities);
    try (TokenSession session = invocation.open()) {
      var signing = session.signingKey(uri);
      ClientKey key =
          new ClientKey(
              signing, Certificates.of(signing, invocation.surroundings().in(), certificate));
      CountersignProvider provider = new CountersignProvider(session.tokens());
      Security.addProvider(provider); // the runtime's TLS finds it by the key
      try {
        connect(key, trusted);
      } catch (IOException e) {
        throw new ConnectionProblems(server, key).of(e);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the Java runtime cannot speak TLS", e);
      } finally {
        Security.removeProvider(provider.getName());
      }
    }
    return 0;
  }

  private List<X509Certificate> read(Path file) {
    return Certificates.read(invocation.surroundings().in(), file);
  }

  private void connect(ClientKey key, @Nullable List<X509Certificate> trusted)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {key}, ServerTrust.in(trusted), null);
    InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
    if (address.isUnresolved()) {
      throw new UnknownHostException(server.host());
    }
    try (Socket plain = new Socket()) {
      plain.connect(address, TIMEOUT_MILLIS);
      plain.setSoTimeout(TIMEOUT_MILLIS);
      plain.setTcpNoDelay(true);
      String name = serverName == null ? server.host() : serverName;
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, name, server.port(), true)) {
        socket.setSSLParameters(checkingTheName(socket));
        socket.startHandshake();
        plain.setSoTimeout(0); // from here on a server may be silent for as long as it likes
        tell(socket.getSession(), key);
        new Relay(socket, invocation).run();
      }
    }
  }

  private SSLParameters checkingTheName(SSLSocket socket) {
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (serverName != null) {
      try {
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
      } catch (IllegalArgumentException e) {
        throw Failure.usage(
            "'%s' is no name of a server".formatted(serverName),
            "give one like --server-name api.example.com");
      }
    }
    return parameters;
  }

  private void tell(SSLSession session, ClientKey key) throws SSLPeerUnverifiedException {
    invocation.note(
        "%s with %s, whose certificate is for %s. %s"
            .formatted(
                session.getProtocol(),
                server,
                Printable.text(session.getPeerPrincipal().getName()),
                switch (key.asked()) {
                  case NOT -> "It asked for no certificate: the key was not used.";
                  case FOR_ANOTHER_KIND ->
                      "It asked for a certificate of another kind of key: none was sent.";
                  case FOR_THIS ->
                      "It was sent that of %s by %s."
                          .formatted(
                              Printable.text(key.certificate().getSubjectX500Principal().getName()),
                              key.key().uri());
                }));
  }
}
