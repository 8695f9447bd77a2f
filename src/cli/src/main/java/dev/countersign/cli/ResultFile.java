package dev.countersign.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a result goes: standard output, or a file that has its whole content or the old one. */
public final class ResultFile {
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final FileAttribute<?>[] ANYBODY = {};
  private static final FileAttribute<?>[] OWNER_ONLY =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
          }
          : ANYBODY;

  private ResultFile() {}

  /**
   * Writes a result.
   *
   * @param file the file; standard output when null or {@code -}
   */
  public static void write(PrintStream out, @Nullable Path file, byte[] content) {
    write(out, file, content, false);
  }

  /** Writes a result that only its owner may read. */
  public static void writeSecret(PrintStream out, @Nullable Path file, byte[] content) {
    write(out, file, content, true);
  }

  /**
   * Fails where such a file could not be written later: for work that is not to be done in vain.
   *
   * @param file as it is given to {@link #write}
   */
  public static void requireWritable(@Nullable Path file) {
    if (file == null || file.toString().equals("-")) {
      return;
    }
    try {
      boolean other = Files.exists(file) && !Files.isRegularFile(file);
      Path written = other ? file : target(file).resolveSibling(".");
      if (Files.isDirectory(file)) {
        throw new FileSystemException(file.toString(), null, "it is a directory");
      } else if (!Files.exists(written)) {
        throw new NoSuchFileException(file.toString());
      } else if (!Files.isWritable(written)) {
        throw new AccessDeniedException(file.toString());
      }
    } catch (IOException e) {
      throw Failure.file("cannot write", file, e);
    }
  }

  private static Path target(Path file) throws IOException {
    return Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
  }

  private static void write(PrintStream out, @Nullable Path file, byte[] content, boolean secret) {
    if (file == null || file.toString().equals("-")) {
      out.write(content, 0, content.length);
      return;
    }
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        Files.write(file, content);
      } else {
        replace(file, content, secret);
      }
    } catch (IOException e) {
      throw Failure.file("cannot write", file, e);
    }
  }

  private static void replace(Path file, byte[] content, boolean secret) throws IOException {
    Path target = target(file);
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.deleteIfExists(temporary);
      try (FileChannel channel = FileChannel.open(temporary, NEW, secret ? OWNER_ONLY : ANYBODY)) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
