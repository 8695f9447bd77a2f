package dev.countersign.cli.otp;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.ResultFile;
import dev.countersign.device.Secret;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where the secret of a slot comes from, and where one that is made here goes. */
final class KeySource {
  @ArgGroup private @Nullable Source source;

  static final class Source {
    @Option(
        names = "--key-file",
        required = true,
        paramLabel = "FILE",
        description =
            "Take the secret from the first line of a file that only you can read; - is standard"
                + " input. Without this and --generate you are asked.")
    private @Nullable Path file;

    @Option(names = "--generate", required = true, description = "Make a random secret.")
    private boolean generate;
  }

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "With --generate: write the secret to a file that only you can read, before it is on the"
              + " token; - is standard output.")
  private @Nullable Path out;

  /** Whether the secret is made here. */
  boolean generates() {
    return source != null && source.generate;
  }

  /** Whether it is read from standard input. */
  boolean fromStandardInput() {
    return source != null && source.file != null && SecretLine.standardInput(source.file);
  }

  /**
   * Refuses what does not go together.
   *
   * @param verified whether somebody else has to have the secret, or it is of no use
   */
  void check(boolean verified) {
    if (out != null && !generates()) {
      throw Failure.usage(
          "only a secret that is made here is written to a file", "add --generate or drop --out");
    } else if (verified && generates() && out == null) {
      throw Failure.usage(
          "who checks the codes needs the secret, and the token does not tell it afterwards",
          "say where it goes with --out FILE");
    }
  }

  /**
   * The line that holds the secret: from the file, from the person, or made.
   *
   * @param asked how a person is asked, when one is
   */
  Secret line(Invocation invocation, Question asked, Supplier<Secret> made) {
    if (generates()) {
      return made.get();
    }
    return source != null && source.file != null
        ? SecretLine.read(invocation, source.file)
        : asked.ask(invocation, "give --key-file FILE, or --generate");
  }

  /** How a person is asked. */
  @FunctionalInterface
  interface Question {
    /**
     * Asks.
     *
     * @param remedy what to do where there is nobody to ask
     */
    Secret ask(Invocation invocation, String remedy);

    /** For what has a form by which a slip is found out. */
    static Question once(String what) {
      return (invocation, remedy) -> SecretLine.ask(invocation, hidden(what), remedy);
    }

    /** For what can be anything. */
    static Question twice(String what) {
      return (invocation, remedy) -> SecretLine.askTwice(invocation, hidden(what), remedy);
    }

    private static String hidden(String what) {
      return what + " (not shown)";
    }
  }

  /** What to call the place of the line in a sentence. */
  String place() {
    return source != null && source.file != null
        ? SecretLine.name(source.file)
        : "what was entered";
  }

  /** Hands out a secret that was made here. */
  void handOut(Invocation invocation, Secret line) {
    if (out == null) {
      return;
    }
    byte[] bytes = line.bytes();
    byte[] written = Arrays.copyOf(bytes, bytes.length + 1);
    written[bytes.length] = '\n';
    try {
      ResultFile.writeSecret(invocation.out(), out, written);
      invocation.requireReader();
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(written, (byte) 0);
    }
  }

  /** Where the secret is, apart from the token, in words; empty when that is not for us to say. */
  String whereabouts() {
    if (!generates()) {
      return "";
    }
    return out == null
        ? "The secret is nowhere else: no second token can be given it."
        : out.toString().equals("-") ? "" : "The secret is in %s as well.".formatted(out);
  }
}
