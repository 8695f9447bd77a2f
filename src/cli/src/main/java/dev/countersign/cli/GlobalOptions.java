package dev.countersign.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before or after its name. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class GlobalOptions {
  @Option(
      names = "--simulator",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description =
          "Use this simulated token instead of the readers; also: the variable"
              + " COUNTERSIGN_SIMULATOR.")
  @Nullable String simulator;

  @Option(
      names = "--pkcs11-config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "Use the PKCS#11 modules of this SunPKCS11 configuration file, or folder of such files,"
              + " instead of those in the configuration folder; may be repeated.")
  List<Path> moduleFiles = List.of();

  @Option(
      names = "--pin-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Take the PIN from the first line of a file that only you can read.")
  @Nullable Path pinFile;

  @Option(
      names = "--pin-env",
      paramLabel = "VAR",
      scope = ScopeType.INHERIT,
      description = "Take the PIN from an environment variable.")
  @Nullable String pinVariable;

  @Option(
      names = "--puk-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Take the PUK from the first line of a file.")
  @Nullable Path pukFile;

  @Option(
      names = "--management-key-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Take the management key, in hexadecimal, from the first line of a file.")
  @Nullable Path managementKeyFile;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Take the password of the codes from the first line of a file.")
  @Nullable Path passwordFile;

  @Option(
      names = "--password-env",
      paramLabel = "VAR",
      scope = ScopeType.INHERIT,
      description = "Take the password of the codes from an environment variable.")
  @Nullable String passwordVariable;

  @Option(
      names = "--last-attempt",
      scope = ScopeType.INHERIT,
      description = "Let a script use the last try before the PIN is blocked.")
  boolean lastAttempt;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show the commands sent to the token (secrets removed) and stack traces.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;
}
