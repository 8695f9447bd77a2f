package dev.countersign.cli.keys;

import dev.countersign.cli.Invocation;
import dev.countersign.cli.ResultFile;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.keyfiles.PublicKeyFormat;
import dev.countersign.device.TokenKey;
import dev.countersign.device.TokenUri;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a public key. */
@Command(
    name = "public",
    description = "Write the public half of a key.",
    footer = {
      "%nExamples:",
      "  countersign keys public piv:slot=9c",
      "  countersign keys public piv:slot=9a --format ssh >> ~/.ssh/authorized_keys"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysPublic implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "URI", description = "The key.")
  private TokenUri uri;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "pem",
      description = "One of ${COMPLETION-CANDIDATES}. Default: pem.")
  private PublicKeyFormat format;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write it; standard output when left out.")
  private @Nullable Path out;

  KeysPublic(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = invocation.open()) {
      TokenKey key = session.key(Places.ofKey(uri));
      ResultFile.write(invocation.out(), out, format.encode(key.publicKey(), key.uri().toString()));
    }
    return 0;
  }
}
