package dev.countersign.cli.fido;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.ResponseFormat;
import dev.countersign.cli.ResultFile;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.SecretSalt;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Derives a secret. */
@Command(
    name = "secret",
    description = {
      "Have a security key derive a secret of 32 bytes for a label: the same each time, another for"
          + " each label and each key. Needs the PIN and a touch.",
      "The key keeps one credential for all labels, which --create makes once. The secret outlives"
          + " a change of the PIN; a reset of the key, or removing that credential, ends it for"
          + " good. Nobody has a copy: keep another way to what it protects."
    },
    footer = {
      "%nExamples:",
      "  countersign fido secret backup --create > /dev/null          at first",
      "  countersign fido secret backup --format base64 | program     from then on"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class FidoSecret implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "LABEL", description = "What it is for. No secret itself.")
  private String label;

  @Mixin private KeyOption key;

  @Option(
      names = "--create",
      description = "Make the credential for secrets, if the key has none yet.")
  private boolean create;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "hex",
      description = "One of ${COMPLETION-CANDIDATES}. Default: hex.")
  private ResponseFormat format;

  FidoSecret(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    SecretSalt salt = SecretLabel.salt(label);
    try (TokenSession session = key.open(invocation);
        EndedWithProgram end = new EndedWithProgram()) {
      Token token = key.find(invocation, session, "derive a secret");
      SecretCredential credential = new SecretCredential(token, end.cancellation());
      try (Secret secret = derived(token, credential, salt)) {
        print(secret);
      }
    }
    return 0;
  }

  private Secret derived(Token token, SecretCredential credential, SecretSalt salt) {
    try {
      return credential.derive(salt);
    } catch (TokenException.NoKey none) {
      if (!create) {
        throw new Failure(
            ExitCode.NO_SUCH_TOKEN,
            "%s has no credential for secrets".formatted(token.uri()),
            "make one with --create; if this key had one, it was removed or the key was reset, and"
                + " its secrets are gone",
            none);
      }
    }
    credential.make(invocation.surroundings().random().get());
    invocation.note("%s has a credential for secrets now.".formatted(token.uri()));
    return credential.derive(salt);
  }

  private void print(Secret secret) {
    if (invocation.surroundings().personSeesOutput()) {
      invocation.note("This is a secret on your screen: pipe it into what needs it.");
    }
    byte[] bytes = secret.bytes();
    byte[] written = format.encode(bytes);
    try {
      ResultFile.writeSecret(invocation.out(), null, written);
      invocation.requireReader();
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(written, (byte) 0);
    }
  }
}
