package dev.countersign.cli.tls;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Printable;
import dev.countersign.cli.ServerAddress;
import dev.countersign.device.TokenException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What goes wrong with a connection, as a sentence with its remedy. */
final class ConnectionProblems {
  private static final String ALERT = "Received fatal alert: ";

  private final ServerAddress server;
  private final ClientKey key;

  ConnectionProblems(ServerAddress server, ClientKey key) {
    this.server = server;
    this.key = key;
  }

  /** The problem of the token that is behind it, or else that of the connection. */
  RuntimeException of(IOException problem) {
    Optional<TokenException> token = cause(problem, TokenException.class);
    if (token.isPresent()) {
      return token.get();
    }
    String message = String.valueOf(problem.getMessage());
    if (message.contains(ALERT)) {
      return refused(message.substring(message.indexOf(ALERT) + ALERT.length()), problem);
    }
    if (problem instanceof SSLException && cause(problem, EOFException.class).isEmpty()) {
      return cause(problem, CertificateException.class)
          .map(why -> untrusted(why, problem))
          .orElseGet(
              () ->
                  failure(
                      "%s and this side find no way to speak TLS: %s"
                          .formatted(server, Printable.text(message)),
                      "check that it speaks TLS 1.2 or 1.3 on this port",
                      problem));
    }
    return unreachable(problem, message);
  }

  private Failure unreachable(IOException problem, String message) {
    if (problem instanceof UnknownHostException) {
      return failure(
          "there is no server named " + server.host(), "check the name and the network", problem);
    } else if (problem instanceof ConnectException || problem instanceof NoRouteToHostException) {
      return failure(
          "nothing answers at %s: %s".formatted(server, message),
          "check the name, the port and the network",
          problem);
    } else if (problem instanceof SocketTimeoutException) {
      return failure(
          server + " does not answer", "check the name, the port and the network", problem);
    }
    return failure(
        "%s broke the connection off: %s".formatted(server, message),
        key.asked() == ClientKey.Asked.NOT
            ? "try again"
            : "see in its log whether it takes the certificate of %s, then try again"
                .formatted(name()),
        problem);
  }

  private Failure refused(String alert, IOException problem) {
    String remedy =
        switch (key.asked()) {
          case NOT -> "see its log for the reason; it had not asked for a certificate";
          case FOR_ANOTHER_KIND ->
              "use another key: it wants a certificate, but not one for a key of the kind "
                  + key.key().algorithm().externalName();
          case FOR_THIS ->
              "see that it trusts the authority which signed the certificate of "
                  + name()
                  + ", give the certificates between them with --certificate, and see its log";
        };
    return new Failure(
        ExitCode.REFUSED_REMOTELY,
        "%s refused the connection: %s".formatted(server, Printable.text(alert)),
        remedy,
        problem);
  }

  private Failure untrusted(CertificateException why, IOException problem) {
    if (cause(why, CertificateExpiredException.class).isPresent()
        || cause(why, CertificateNotYetValidException.class).isPresent()) {
      return failure(
          "the certificate of %s, or one above it, is not valid at this time".formatted(server),
          "check this machine's clock, or have the server's certificate renewed",
          problem);
    } else if (cause(why, CertPathBuilderException.class).isPresent()) {
      return failure(
          "no authority that is trusted here signed the certificate of " + server,
          "give the authority's certificate with --ca FILE",
          problem);
    } else if (cause(why, CertPathValidatorException.class).isPresent()) {
      return failure(
          "the certificate of %s does not hold: %s"
              .formatted(server, Printable.text(String.valueOf(why.getMessage()))),
          "have the server's certificate mended",
          problem);
    }
    return failure(
        "the certificate of %s is for another server: %s"
            .formatted(server, Printable.text(String.valueOf(why.getMessage()))),
        "connect by a name that its certificate holds, or give that with --server-name",
        problem);
  }

  private String name() {
    return key.key().uri().toString();
  }

  private static Failure failure(String message, String remedy, IOException problem) {
    return new Failure(ExitCode.FAILED, message, remedy, problem);
  }

  private static <T extends Throwable> Optional<T> cause(Throwable problem, Class<T> type) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }
}
