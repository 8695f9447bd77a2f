package dev.countersign.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code openssl s_server} on the loopback, its certificate from an authority of the test. */
final class TlsServer implements AutoCloseable {
  private static final Pattern ACCEPTS = Pattern.compile("ACCEPT .*:(\\d+)");

  private final Process process;
  private final int port;

  private TlsServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Makes an authority: {@code NAME.pem} and {@code NAME.key} in that directory. */
  static void authority(Path directory, String name) {
    Openssl.run(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "30",
        "-keyout",
        file(directory, name + ".key"),
        "-out",
        file(directory, name + ".pem"),
        "-subj",
        "/CN=authority " + name,
        "-addext",
        "keyUsage=keyCertSign");
  }

  /** Makes the server's key and certificate by the authority "ca": for localhost. */
  static void certify(Path directory) {
    Openssl.run(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "30",
        "-keyout",
        file(directory, "server.key"),
        "-out",
        file(directory, "server.pem"),
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-addext",
        "basicConstraints=critical,CA:FALSE",
        "-CA",
        file(directory, "ca.pem"),
        "-CAkey",
        file(directory, "ca.key"));
  }

  /** Signs a request by an authority, for 30 days. */
  static void sign(Path directory, String authority, String request, String certificate) {
    Openssl.run(
        "x509",
        "-req",
        "-days",
        "30",
        "-in",
        request,
        "-out",
        certificate,
        "-CA",
        file(directory, authority + ".pem"),
        "-CAkey",
        file(directory, authority + ".key"));
  }

  private static String file(Path directory, String name) {
    return directory.resolve(name).toString();
  }

  /** Starts one in that directory, where the files of {@link #certify} are, with more options. */
  static TlsServer start(Path directory, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:0",
                "-cert",
                "server.pem",
                "-key",
                "server.key",
                "-CAfile",
                "ca.pem"));
    command.addAll(List.of(options));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(directory.resolve("server.log").toFile())
              .start();
      BufferedReader said = process.inputReader();
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        Matcher accepts = ACCEPTS.matcher(line);
        if (accepts.find()) {
          drain(said);
          return new TlsServer(process, Integer.parseInt(accepts.group(1)));
        }
      }
      throw new AssertionError("openssl s_server ended before it served");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it says of each connection is read: it would stop where nobody does. */
  private static void drain(BufferedReader said) {
    Thread reader = new Thread(() -> said.lines().forEach(line -> {}), "openssl-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** {@code localhost:PORT}. */
  String place() {
    return "localhost:" + port;
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
