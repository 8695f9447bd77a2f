package dev.countersign.cli.signature;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.InputFile;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.keyfiles.PublicKeyFile;
import dev.countersign.device.TokenUri;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Verifies the signature of a file. */
@Command(
    name = "verify",
    description = {
      "Verify a signature. Exit code 0 when it is right, 1 when it is not.",
      "The signature is read as der, raw, base64 or hex, whichever it is. A MAC is made again by"
          + " the key that made it, and compared."
    },
    footer = {
      "%nExample:",
      "  countersign verify --public-key cdn.pem --algorithm sha256-rsa --signature release.sig"
          + " --in release.tar"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class VerifyCommand implements Callable<Integer> {
  private static final int MAX_SIGNATURE_BYTES = 16 * 1024;

  private final Invocation invocation;

  @ArgGroup(multiplicity = "1")
  private Source key;

  static final class Source {
    @Option(names = "--key", required = true, paramLabel = "URI", description = "A key on a token.")
    private @Nullable TokenUri uri;

    @Option(
        names = "--public-key",
        required = true,
        paramLabel = "FILE",
        description = "A public key or certificate, PEM or DER.")
    private @Nullable Path file;
  }

  @Option(
      names = "--algorithm",
      required = true,
      paramLabel = "NAME",
      converter = AlgorithmName.Converter.class,
      completionCandidates = AlgorithmName.Names.class,
      description = "How it was signed; see countersign sign --help.")
  private AlgorithmName algorithm;

  @Option(
      names = "--signature",
      required = true,
      paramLabel = "FILE",
      description = "The signature.")
  private Path signature;

  @Option(
      names = "--in",
      paramLabel = "FILE",
      description = "What was signed; standard input when left out.")
  private @Nullable Path in;

  VerifyCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    boolean mac = algorithm instanceof AlgorithmName.OfMac;
    boolean right =
        algorithm instanceof AlgorithmName.OfSignature how
            ? verifies(how)
            : verifies((AlgorithmName.OfMac) algorithm);
    String what = mac ? "MAC" : "signature";
    if (!right) {
      throw new Failure(
          ExitCode.FAILED,
          "the %s in %s is not that of this key over this input".formatted(what, signature),
          "check that key, algorithm and input are those it was made with");
    }
    invocation.out().println("The %s is right.".formatted(what));
    return 0;
  }

  private boolean verifies(AlgorithmName.OfSignature how) {
    SignatureCheck check = new SignatureCheck(publicKey(), how);
    byte[] encoded = signature();
    return check.verifies(encoded, input());
  }

  /** The token makes the MAC again: who has its key could make any. */
  private boolean verifies(AlgorithmName.OfMac how) {
    if (key.uri == null) {
      throw Failure.usage(
          "a MAC is checked by the key that made it, and has no public half",
          "name that key with --key");
    }
    byte[] given = signature();
    byte[] made;
    try (TokenSession session = invocation.open()) {
      made = MacMaking.mac(session, key.uri, how, this::input);
    }
    boolean right = false;
    for (byte[] reading : SignatureCheck.readings(given)) {
      right |= MessageDigest.isEqual(reading, made);
    }
    return right;
  }

  private byte[] signature() {
    return InputFile.read(invocation.surroundings().in(), signature, MAX_SIGNATURE_BYTES);
  }

  private byte[] input() {
    return InputFile.read(invocation.surroundings().in(), in, SignCommand.MAX_BYTES);
  }

  private PublicKey publicKey() {
    if (key.file != null) {
      return PublicKeyFile.read(invocation.surroundings().in(), key.file);
    }
    TokenUri uri = key.uri;
    if (uri == null) {
      throw new IllegalStateException("picocli lets one of them through");
    }
    try (TokenSession session = invocation.open()) {
      return session.key(uri).publicKey();
    }
  }
}
