package dev.countersign.simulator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The non-volatile memory of a simulated token: named records, each replaced as a whole. What is in
 * it is not encrypted and protects nothing.
 *
 * <p>Tests may implement it to fail at a chosen write.
 */
public interface TokenStorage extends AutoCloseable {
  /** The longest record, in bytes. */
  int MAX_RECORD_BYTES = 1 << 20;

  /** Storage that is gone with the process. */
  static TokenStorage memory() {
    return new MemoryStorage();
  }

  /**
   * Storage in a directory, which is created if need be (mode 0700; files 0600) and locked until
   * {@link #close()}.
   *
   * @throws IOException when the directory cannot be used, or another process holds it and still
   *     does after two seconds; the message says which process
   */
  static TokenStorage directory(Path directory) throws IOException {
    return DirectoryStorage.open(directory);
  }

  /**
   * Reads a record.
   *
   * @param name lower-case letters, digits and hyphens
   * @return the record, a copy; empty when it was never written
   */
  Optional<byte[]> read(String name) throws IOException;

  /**
   * Replaces a record. When this returns the record is durable. When it throws, or the process dies
   * meanwhile, the old record or the new one is there, whole.
   *
   * @param name lower-case letters, digits and hyphens
   * @param record at most {@link #MAX_RECORD_BYTES}
   */
  void write(String name, byte[] record) throws IOException;

  /** Lets go of the storage. Closing twice has no effect. */
  @Override
  void close();
}
