package dev.countersign.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** One file for each record, in a directory that is locked as long as this is open. */
final class DirectoryStorage implements TokenStorage {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final String LOCK = "lock";

  private final Path directory;
  private final DirectoryLock lock;

  private DirectoryStorage(Path directory, DirectoryLock lock) {
    this.directory = directory;
    this.lock = lock;
  }

  static DirectoryStorage open(Path directory) throws IOException {
    PrivateFiles.createDirectory(directory);
    return new DirectoryStorage(directory, DirectoryLock.acquire(directory));
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    return read(directory, name);
  }

  /** Reads a record without the lock: records are replaced as a whole. */
  static Optional<byte[]> read(Path directory, String name) throws IOException {
    try (InputStream in = Files.newInputStream(directory.resolve(checked(name)))) {
      byte[] record = in.readNBytes(MAX_RECORD_BYTES + 1);
      if (record.length > MAX_RECORD_BYTES) {
        throw new IOException(
            "%s in %s is longer than %d bytes".formatted(name, directory, MAX_RECORD_BYTES));
      }
      return Optional.of(record);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void write(String name, byte[] record) throws IOException {
    if (record.length > MAX_RECORD_BYTES) {
      throw new IOException("record of " + record.length + " bytes is too long");
    }
    PrivateFiles.replace(directory.resolve(checked(name)), record);
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches() || name.equals(LOCK)) {
      throw new IllegalArgumentException("not the name of a record");
    }
    return name;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
