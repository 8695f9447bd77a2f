package dev.countersign.cli.piv;

import dev.countersign.card.piv.ManagementKeyAlgorithm;
import dev.countersign.card.piv.NewManagementKey;
import dev.countersign.card.piv.PivAdministration;
import dev.countersign.card.piv.PivStatus;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Changes the management key. */
@Command(
    name = "change-management-key",
    description = {
      "Change the management key, which allows to put keys and certificates on the token.",
      "Where it is kept behind the PIN nobody has to know it. The one there is comes from behind"
          + " the PIN, is the factory's while that is set, or is asked for."
    },
    footer = {
      "%nExamples:",
      "  countersign piv change-management-key --protect",
      "  umask 077; countersign piv change-management-key --generate > management-key.txt",
      "  countersign piv change-management-key --new-management-key-file new.txt \\",
      "      --management-key-file old.txt"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PivChangeManagementKey implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private TokenOption token;

  @ArgGroup(multiplicity = "1")
  private Source source;

  static final class Source {
    @Option(
        names = "--protect",
        required = true,
        description = "Make a random key and keep it on the token behind the PIN.")
    private boolean protect;

    @Option(
        names = "--generate",
        required = true,
        description =
            "Make a random key and print it on standard output, once, before it is set: keep it.")
    private boolean generate;

    @Option(
        names = "--new-management-key-file",
        required = true,
        paramLabel = "FILE",
        description = "Take the key, in hexadecimal, from the first line of a file.")
    private @Nullable Path file;
  }

  @Option(
      names = "--algorithm",
      paramLabel = "ALGORITHM",
      converter = ManagementKeyAlgorithmName.Converter.class,
      completionCandidates = ManagementKeyAlgorithmName.Names.class,
      description = "One of ${COMPLETION-CANDIDATES}. Default: what the token has now.")
  private @Nullable ManagementKeyAlgorithm algorithm;

  @Option(
      names = "--touch",
      description = "Let the token want a touch each time the management key is used.")
  private boolean touch;

  PivChangeManagementKey(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = invocation.open()) {
      Token found = token.find(session);
      PivAdministration administration = found.require(PivAdministration.class);
      PivStatus status = administration.status();
      try (Secret key = key(found, status)) {
        ManagementKeyAlgorithm cipher =
            algorithm == null ? ManagementKeyAlgorithmName.of(status, key.length()) : algorithm;
        requireLength(cipher, key);
        announce(key);
        administration.changeManagementKey(
            new NewManagementKey(cipher, key, source.protect, touch));
      }
      invocation.note(
          "%s has a new management key%s."
              .formatted(found.uri(), source.protect ? ", which the PIN opens" : ""));
    }
    return 0;
  }

  private Secret key(Token found, PivStatus status) {
    if (source.file != null) {
      return NewSecret.enter(
          invocation,
          found,
          PinRequest.Kind.MANAGEMENT_KEY,
          source.file,
          "set the management key",
          OptionalInt.empty());
    }
    ManagementKeyAlgorithm cipher =
        algorithm == null ? ManagementKeyAlgorithmName.of(status) : algorithm;
    byte[] bytes = new byte[cipher.keyBytes()];
    invocation.surroundings().random().get().nextBytes(bytes);
    try {
      return Secret.copyOf(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void requireLength(ManagementKeyAlgorithm cipher, Secret key) {
    if (key.length() != cipher.keyBytes()) {
      throw Failure.usage(
          "a management key of %d bytes does not fit %s, which has %d"
              .formatted(key.length(), cipher, cipher.keyBytes()),
          "give a key of that length, in hexadecimal, or another --algorithm");
    }
  }

  /** Printed before it is set: should anything fail afterwards, it is not lost. */
  private void announce(Secret key) {
    if (!source.generate) {
      return;
    }
    byte[] bytes = key.bytes();
    try {
      invocation.out().println(HexFormat.of().formatHex(bytes));
      invocation.out().flush();
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
    invocation.requireReader();
  }
}
