package dev.countersign.cli.signature;

import dev.countersign.cli.Failure;
import dev.countersign.cli.InputFile;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.ResultFile;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenUri;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signs a file. */
@Command(
    name = "sign",
    description = "Sign a file or standard input with a key on a token, or make its MAC.",
    footer = {
      "%nAn algorithm that ends in -digest takes the hash itself as its input, as binary. raw-rsa"
          + " adds",
      "only the padding, raw-ecdsa signs the hash that it is given. hmac-sha256 and its like make a"
          + " message",
      "authentication code with a secret key, which has raw, base64 and hex forms only.",
      "%nExamples:",
      "  countersign sign --key piv:slot=9c --algorithm sha256-rsa --in release.tar --out"
          + " release.sig",
      "  openssl dgst -sha256 -binary release.tar |"
          + " countersign sign --key piv:slot=9c --algorithm sha256-rsa-digest --format hex",
      "  countersign sign --key 'pkcs11:token=prod;object=api' --algorithm hmac-sha256 --format hex"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class SignCommand implements Callable<Integer> {
  static final int MAX_BYTES = 512 * 1024 * 1024;

  private final Invocation invocation;

  @Option(names = "--key", required = true, paramLabel = "URI", description = "The key.")
  private TokenUri uri;

  @Option(
      names = "--algorithm",
      required = true,
      paramLabel = "NAME",
      converter = AlgorithmName.Converter.class,
      completionCandidates = AlgorithmName.Names.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private AlgorithmName algorithm;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = {
        "One of ${COMPLETION-CANDIDATES}. der and raw are binary and differ for ECDSA; base64 and"
            + " hex are der as text. Default: der into a file, base64 on standard output."
      })
  private @Nullable SignatureFormat format;

  @Option(
      names = "--in",
      paramLabel = "FILE",
      description = "What to sign; standard input when left out.")
  private @Nullable Path in;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write the signature; standard output when left out.")
  private @Nullable Path out;

  SignCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    SignatureFormat written =
        format != null ? format : out != null ? SignatureFormat.DER : SignatureFormat.BASE64;
    if (algorithm instanceof AlgorithmName.OfMac && format == SignatureFormat.DER) {
      throw Failure.usage("a MAC is bare bytes and has no der form", "use raw, hex or base64");
    }
    try (TokenSession session = invocation.open()) {
      byte[] signature =
          algorithm instanceof AlgorithmName.OfSignature how
              ? sign(session.signingKey(uri), how, written)
              : MacMaking.mac(session, uri, (AlgorithmName.OfMac) algorithm, this::input);
      ResultFile.write(invocation.out(), out, written.encode(signature));
    }
    return 0;
  }

  private byte[] input() {
    return InputFile.read(invocation.surroundings().in(), in, MAX_BYTES);
  }

  private byte[] sign(SigningKey key, AlgorithmName.OfSignature how, SignatureFormat written) {
    if (key.algorithm().family() != how.algorithm().family()) {
      throw Failure.usage(
          "%s is a key of the kind %s, which does not make %s signatures"
              .formatted(key.uri(), key.algorithm().externalName(), how.algorithm().name()),
          "choose another --algorithm");
    }
    byte[] input = input();
    SignatureAlgorithm encoded = encoding(how.algorithm(), written);
    try {
      return how.hashed() ? key.signDigest(encoded, input) : key.sign(encoded, input);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("" + e.getMessage(), "see countersign sign --help");
    }
  }

  static SignatureAlgorithm encoding(SignatureAlgorithm algorithm, SignatureFormat format) {
    return algorithm instanceof SignatureAlgorithm.Ecdsa ecdsa && format == SignatureFormat.RAW
        ? new SignatureAlgorithm.Ecdsa(ecdsa.digest(), SignatureAlgorithm.Ecdsa.Format.P1363)
        : algorithm;
  }
}
