package dev.countersign.cli.otp;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.PrivateFile;
import dev.countersign.device.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/** A secret that is one line: the first of a file or of standard input, or what a person types. */
final class SecretLine {
  private static final int MAX_BYTES = 1024;

  private SecretLine() {}

  /**
   * Reads the first line.
   *
   * @param file a file that only its owner can read, or {@code -} for standard input
   * @return the line without its end, which the caller closes
   */
  static Secret read(Invocation invocation, Path file) {
    String name = name(file);
    byte[] buffer = new byte[MAX_BYTES + 1];
    try (InputStream source = open(invocation, file)) {
      int length = source.readNBytes(buffer, 0, buffer.length);
      int end = 0;
      while (end < length && buffer[end] != '\n' && buffer[end] != '\r') {
        end++;
      }
      if (end == 0) {
        throw Failure.usage(name + " has nothing on its first line", "put the secret there");
      } else if (end > MAX_BYTES) {
        throw Failure.usage(
            "the first line of %s has more than %d bytes".formatted(name, MAX_BYTES),
            "give the file that was meant");
      }
      return copy(buffer, end);
    } catch (IOException e) {
      throw Failure.file("cannot read", name, e);
    } finally {
      Arrays.fill(buffer, (byte) 0);
    }
  }

  /** What to call the file before a person. */
  static String name(Path file) {
    return standardInput(file) ? "standard input" : file.toString();
  }

  static boolean standardInput(Path file) {
    return file.toString().equals("-");
  }

  /**
   * Asks the person at the terminal.
   *
   * @param prompt what is asked for
   * @param remedy what to do where there is nobody to ask
   */
  static Secret ask(Invocation invocation, String prompt, String remedy) {
    try {
      Optional<Secret> typed =
          invocation
              .surroundings()
              .dialogue()
              .get()
              .orElseThrow(() -> Failure.usage("there is no terminal to ask at", remedy))
              .hidden(prompt, MAX_BYTES);
      return typed.orElseThrow(() -> Failure.usage("nothing was entered", remedy));
    } catch (IOException e) {
      throw Failure.file("cannot ask at", "the terminal", e);
    }
  }

  /** Asks twice, for what cannot be seen to be mistyped. */
  static Secret askTwice(Invocation invocation, String prompt, String remedy) {
    Secret first = ask(invocation, prompt, remedy);
    boolean same = false;
    try (Secret second = ask(invocation, prompt + " again", remedy)) {
      same = same(first, second);
    } finally {
      if (!same) {
        first.close();
      }
    }
    if (!same) {
      throw new Failure(
          ExitCode.FAILED, "the two that were entered are not the same", "run it again");
    }
    return first;
  }

  private static boolean same(Secret first, Secret second) {
    byte[] one = first.bytes();
    byte[] other = second.bytes();
    try {
      return MessageDigest.isEqual(one, other);
    } finally {
      Arrays.fill(one, (byte) 0);
      Arrays.fill(other, (byte) 0);
    }
  }

  private static InputStream open(Invocation invocation, Path file) throws IOException {
    if (standardInput(file)) {
      return invocation.surroundings().in();
    }
    PrivateFile.require(file);
    return Files.newInputStream(file);
  }

  private static Secret copy(byte[] buffer, int length) {
    byte[] line = Arrays.copyOf(buffer, length);
    try {
      return Secret.copyOf(line);
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }
}
