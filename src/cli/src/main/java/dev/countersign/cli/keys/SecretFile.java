package dev.countersign.cli.keys;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.PrivateFile;
import dev.countersign.cli.seeds.SecretEncoding;
import dev.countersign.device.Secret;
import dev.countersign.host.pin.Dialogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The file that a secret key comes from, standard input, or a person. */
final class SecretFile {
  /** The longest secret in base64, over some lines. */
  private static final int MAX_BYTES = 8192;

  private final Invocation invocation;
  private final @Nullable Path file;

  /**
   * A source.
   *
   * @param file the file; standard input when it is {@code -}; a person is asked when it is null
   */
  SecretFile(Invocation invocation, @Nullable Path file) {
    this.invocation = invocation;
    this.file = file;
  }

  /** The file, where there is one. */
  Optional<Path> file() {
    return Optional.ofNullable(file).filter(path -> !path.toString().equals("-"));
  }

  /** What to call it before a person. */
  String name() {
    return file == null ? "what was entered" : file().map(Path::toString).orElse("standard input");
  }

  /** Refuses a file that could not be wiped afterwards. */
  void requireWipeable() {
    Path path =
        file()
            .orElseThrow(
                () ->
                    Failure.usage(
                        "there is no file to wipe", "leave --wipe out, or name the file"));
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return; // reading it says so
    }
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || !Files.isWritable(path)) {
      throw Failure.usage(
          path + " cannot be wiped: it is no file of its own that can be written",
          "name the file itself, or leave --wipe out and destroy it by other means");
    }
  }

  /**
   * Reads the secret; the caller closes it.
   *
   * @param encoding how it is written; empty for the bytes themselves
   */
  Secret read(Optional<SecretEncoding> encoding) {
    byte[] content = file == null ? typed() : content();
    try {
      return decode(content, encoding);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private Secret decode(byte[] content, Optional<SecretEncoding> encoding) {
    int length = 0;
    byte[] packed = content.clone();
    try {
      for (byte b : content) {
        if (encoding.isEmpty() || !isSpace(b)) {
          packed[length++] = b;
        }
      }
      if (length == 0) {
        throw Failure.usage(name() + " holds no secret", "give the file that was meant");
      }
      return encoding.isPresent() ? decode(packed, length, encoding.get()) : copy(packed, length);
    } finally {
      Arrays.fill(packed, (byte) 0);
    }
  }

  private Secret decode(byte[] packed, int length, SecretEncoding encoding) {
    try (Secret text = copy(packed, length)) {
      return encoding.decode(text);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          "%s holds no secret in %s".formatted(name(), encoding),
          "say how it is written with --format hex, base64, base32 or raw");
    }
  }

  private static Secret copy(byte[] bytes, int length) {
    byte[] exact = Arrays.copyOf(bytes, length);
    try {
      return Secret.copyOf(exact);
    } finally {
      Arrays.fill(exact, (byte) 0);
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  private byte[] typed() {
    String remedy = "name a file, or - for standard input";
    Dialogue person =
        invocation
            .surroundings()
            .dialogue()
            .get()
            .orElseThrow(() -> Failure.usage("there is no terminal to ask at", remedy));
    try (Secret typed =
        person
            .hidden("Secret (not shown)", MAX_BYTES)
            .orElseThrow(
                () -> new Failure(ExitCode.FAILED, "nothing was entered", "run it again"))) {
      return typed.bytes();
    } catch (IOException e) {
      throw Failure.file("cannot ask at", "the terminal", e);
    }
  }

  private byte[] content() {
    byte[] buffer = new byte[MAX_BYTES + 1];
    try (InputStream source = open()) {
      int length = source.readNBytes(buffer, 0, buffer.length);
      if (length > MAX_BYTES) {
        throw Failure.usage(
            "%s has more than %d bytes".formatted(name(), MAX_BYTES),
            "give the file that was meant");
      }
      return Arrays.copyOf(buffer, length);
    } catch (IOException e) {
      throw Failure.file("cannot read", name(), e);
    } finally {
      Arrays.fill(buffer, (byte) 0);
    }
  }

  private InputStream open() throws IOException {
    Optional<Path> path = file();
    if (path.isEmpty()) {
      return invocation.surroundings().in();
    }
    PrivateFile.require(path.get());
    return Files.newInputStream(path.get());
  }

  /**
   * Overwrites the file and deletes it. What the storage keeps of it elsewhere (flash memory,
   * copy-on-write file systems, backups) is out of reach.
   */
  void wipe() {
    Path path = file().orElseThrow();
    try {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        ByteBuffer zeros = ByteBuffer.allocate(Math.toIntExact(channel.size()));
        while (zeros.hasRemaining()) {
          channel.write(zeros);
        }
        channel.force(true);
      }
      Files.delete(path);
    } catch (IOException | ArithmeticException e) {
      throw new Failure(
          ExitCode.FAILED,
          "the key is on the token now, but %s could not be wiped".formatted(path),
          "destroy it by other means",
          e);
    }
  }
}
