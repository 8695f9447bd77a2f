package dev.countersign.host.pcsc;

import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Reader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is right and wrong with smart card access on this machine.
 *
 * @param findings one after the other, from the library to the readers
 */
public record PcscDiagnosis(List<Finding> findings) {

  /** Where pcsc-lite's daemon listens when {@value #SOCKET_VARIABLE} does not say otherwise. */
  private static final Path SOCKET = Path.of("/run/pcscd/pcscd.comm");

  private static final String SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME";

  /** How good it is. */
  public enum Level {
    /** As it should be. */
    OK,
    /** It works, with a limit. */
    WARNING,
    /** It does not work. */
    PROBLEM
  }

  /**
   * One thing that was looked at.
   *
   * @param level how good it is
   * @param subject what was looked at: {@code PC/SC library}
   * @param message what was found
   * @param remedy what to do about it, one sentence without its full stop; empty when nothing has
   *     to be done
   */
  public record Finding(Level level, String subject, String message, Optional<String> remedy) {}

  /** Keeps the list as it is now. */
  public PcscDiagnosis {
    findings = List.copyOf(findings);
  }

  /** Looks at library, service and readers. Sends nothing to any card. */
  public static PcscDiagnosis examine() {
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    return examine(
        BackendChoice::make, linux ? Optional.of(socket(System.getenv())) : Optional.empty());
  }

  static Path socket(Map<String, String> environment) {
    String named = environment.getOrDefault(SOCKET_VARIABLE, "");
    return named.isEmpty() ? SOCKET : Path.of(named);
  }

  static PcscDiagnosis examine(PcscSource.Chooser chooser, Optional<Path> socket) {
    List<Finding> found = new ArrayList<>();
    boolean answered = socket.map(path -> examineSocket(path, found)).orElse(false);
    BackendChoice choice;
    try {
      choice = chooser.choose();
      found.add(library(choice));
    } catch (ChannelException e) {
      found.add(
          problem(
              "PC/SC library",
              "" + e.getMessage(),
              "install the service and its library (Debian: apt-get install pcscd libpcsclite1)"
                  + " and start it"));
      return new PcscDiagnosis(found);
    }
    try (PcscSource source = new PcscSource(reader -> true, () -> choice)) {
      List<Reader> readers = source.readers();
      found.add(ok("PC/SC service", "it answers"));
      examineReaders(readers, found);
    } catch (ChannelException e) {
      found.add(problem("PC/SC service", "" + e.getMessage(), serviceRemedy(e, answered)));
    }
    return new PcscDiagnosis(found);
  }

  private static Finding library(BackendChoice choice) {
    String message = "%s is used: %s".formatted(choice.backend().name(), choice.reason());
    if (!choice.backend().threadBound()) {
      return ok("PC/SC library", message);
    }
    return new Finding(
        Level.WARNING,
        "PC/SC library",
        message,
        Optional.of(
            "it does not survive a restart of the service; let jnasmartcardio be used if you can"));
  }

  /** Returns whether somebody listens. */
  private static boolean examineSocket(Path path, List<Finding> found) {
    if (!Files.exists(path)) {
      found.add(
          problem(
              "PC/SC socket",
              path + " does not exist, so the service does not run",
              "start it: systemctl enable --now pcscd.socket"));
      return false;
    }
    try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      found.add(ok("PC/SC socket", path + " is there and somebody listens"));
      return connection.isConnected();
    } catch (IOException | IllegalArgumentException e) {
      found.add(
          problem(
              "PC/SC socket",
              "nobody can be reached at %s: %s".formatted(path, e.getMessage()),
              "start the service: systemctl restart pcscd.socket pcscd; if that is right, check"
                  + " who may open the socket"));
      return false;
    }
  }

  /** A service that takes the connection and then refuses to talk has been told so by polkit. */
  private static String serviceRemedy(ChannelException e, boolean answered) {
    boolean denied =
        ScardError.of(e).filter(ScardError.SCARD_W_SECURITY_VIOLATION::equals).isPresent();
    return denied || answered
        ? "the system's policy may deny it: allow org.debian.pcsc-lite.access_pcsc in polkit for"
            + " this user, or log in at the machine itself"
        : "start it: systemctl start pcscd";
  }

  private static void examineReaders(List<Reader> readers, List<Finding> found) {
    if (readers.isEmpty()) {
      found.add(
          new Finding(
              Level.WARNING,
              "readers",
              "no reader is attached",
              Optional.of(
                  "plug a token in; when one is, install its driver (Debian: apt-get install"
                      + " libccid)")));
    }
    for (Reader reader : readers) {
      found.add(ok("reader", reader.name() + (reader.present() ? ": a card is in" : ": empty")));
    }
  }

  private static Finding ok(String subject, String message) {
    return new Finding(Level.OK, subject, message, Optional.empty());
  }

  private static Finding problem(String subject, String message, String remedy) {
    return new Finding(Level.PROBLEM, subject, message, Optional.of(remedy));
  }

  /** Whether readers can be used. */
  public boolean healthy() {
    return findings.stream().noneMatch(finding -> finding.level() == Level.PROBLEM);
  }
}
