package dev.countersign.cli.keys;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.seeds.SecretEncoding;
import dev.countersign.device.Secret;
import dev.countersign.device.SecretKeyManagement;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a secret key onto a token. */
@Command(
    name = "import-secret",
    description = {
      "Bring a secret key from a file or standard input onto a PKCS#11 token.",
      "The secret is never an argument, since everybody on the machine can see those. Afterwards"
          + " the token makes a MAC with it, which is compared with that of the secret.",
      "--wipe overwrites the file and deletes it, once the key is on the token. What flash memory,"
          + " file systems that copy on write, and backups keep of it is out of reach: a secret"
          + " that never was in a file is safer."
    },
    footer = {
      "%nExamples:",
      "  countersign keys import-secret 'pkcs11:token=prod;object=api' api.hex --kind hmac-sha256"
          + " --wipe",
      "  pass show backup | countersign keys import-secret 'pkcs11:token=prod;object=backup' - \\",
      "      --kind aes --format base64"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysImportSecret implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      index = "0",
      paramLabel = "URI",
      description = "The place: pkcs11:token=prod;object=api.")
  private TokenUri uri;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "A file that only you can read; - is standard input. You are asked when left out.")
  private @Nullable Path file;

  @Option(
      names = "--kind",
      required = true,
      paramLabel = "KIND",
      description =
          "One of ${COMPLETION-CANDIDATES}. A generic secret makes MACs with whatever hash the"
              + " token has.")
  private SecretKindName kind;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "hex",
      description =
          "How the secret is written: ${COMPLETION-CANDIDATES}. Default: hex. raw takes every byte,"
              + " a last line break too; the others leave out blanks and line breaks.")
  private Format format;

  @Option(
      names = "--wipe",
      description = "Overwrite and delete the file once the key is on the token.")
  private boolean wipe;

  KeysImportSecret(Invocation invocation) {
    this.invocation = invocation;
  }

  enum Format {
    HEX(SecretEncoding.HEX),
    BASE64(SecretEncoding.BASE64),
    BASE32(SecretEncoding.BASE32),
    RAW(null);

    private final @Nullable SecretEncoding encoding;

    Format(@Nullable SecretEncoding encoding) {
      this.encoding = encoding;
    }

    /** The name on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() {
    SecretPlaces.require(uri);
    SecretFile source = new SecretFile(invocation, file);
    if (wipe) {
      source.requireWipeable();
    }
    if (file == null && format == Format.RAW) {
      throw Failure.usage("bytes cannot be typed", "name a file, or another --format");
    }
    try (Secret secret = source.read(Optional.ofNullable(format.encoding));
        TokenSession session = invocation.open()) {
      Token token = session.find(uri);
      SecretKeyManagement management = token.require(SecretKeyManagement.class);
      TokenUri key = store(management, secret);
      tell(key, check(token, management, key, secret));
    }
    if (wipe) {
      source.wipe();
      invocation.note("%s was overwritten and deleted.".formatted(source.name()));
    } else {
      source
          .file()
          .ifPresent(
              left -> invocation.note(left + " still holds the secret; destroy it (--wipe)."));
    }
    return 0;
  }

  private TokenUri store(SecretKeyManagement management, Secret secret) {
    try {
      return management.importSecret(uri, kind.kind(), secret);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          "" + e.getMessage(), "check that the secret is whole, and --format is how it is written");
    }
  }

  private SecretCheck.Outcome check(
      Token token, SecretKeyManagement management, TokenUri key, Secret secret) {
    SecretCheck.Outcome outcome =
        new SecretCheck(token, invocation.surroundings().random().get())
            .compare(key, kind.kind(), secret);
    if (outcome != SecretCheck.Outcome.OTHER) {
      return outcome;
    }
    String left = "was deleted";
    try {
      management.deleteSecret(key);
    } catch (TokenException e) {
      left = "is still there";
    }
    throw new Failure(
        ExitCode.FAILED,
        "%s makes other MACs than the secret that was given; it %s".formatted(key, left),
        "look whether the module is known for this, and use another token");
  }

  private void tell(TokenUri key, SecretCheck.Outcome outcome) {
    invocation.note(
        "%s holds the %s key now%s."
            .formatted(
                key,
                kind,
                outcome == SecretCheck.Outcome.SAME
                    ? ", and makes the MAC of the secret"
                    : "; that it is this secret could not be checked, since it makes no MACs"));
  }
}
