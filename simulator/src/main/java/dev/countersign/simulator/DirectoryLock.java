package dev.countersign.simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a directory for one user at a time. The lock file holds the number of the process that has
 * it and stays behind when that process ends; only the lock on it counts.
 */
final class DirectoryLock implements AutoCloseable {
  private static final String FILE = "lock";
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int MAX_COMMAND_LENGTH = 120;
  private static final int MAX_PID_BYTES = 32;

  /**
   * Directories that this process holds. A second channel on the lock file would, when closed, take
   * the first one's lock with it, so that the file is not even opened twice.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the lock, waiting up to two seconds.
   *
   * @throws IOException when somebody else keeps it; the message says who
   */
  static DirectoryLock acquire(Path wanted) throws IOException {
    Path directory = wanted.toRealPath();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!HELD_HERE.add(directory)) {
      pauseUntil(deadline, directory, "this process");
    }
    boolean locked = false;
    try {
      FileChannel channel =
          PrivateFiles.open(
              directory.resolve(FILE),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      try {
        while (!tryLock(channel)) {
          pauseUntil(deadline, directory, holder(directory));
        }
        ByteBuffer pid =
            ByteBuffer.wrap(
                Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII));
        channel.truncate(0);
        channel.write(pid, 0);
        locked = true;
        return new DirectoryLock(directory, channel);
      } finally {
        if (!locked) {
          channel.close();
        }
      }
    } finally {
      if (!locked) {
        HELD_HERE.remove(directory);
      }
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    FileLock lock = channel.tryLock(); // held until the channel is closed
    return lock != null;
  }

  private static void pauseUntil(long deadline, Path directory, String holder) throws IOException {
    if (System.nanoTime() - deadline >= 0) {
      throw new IOException(
          "the simulated token in %s is in use by %s".formatted(directory, holder));
    }
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + directory, e);
    }
  }

  /** Who holds the lock: process number and command, as far as they can be known. */
  private static String holder(Path directory) {
    try {
      byte[] content;
      try (var in = Files.newInputStream(directory.resolve(FILE))) {
        content = in.readNBytes(MAX_PID_BYTES);
      }
      long pid = Long.parseLong(new String(content, StandardCharsets.US_ASCII).strip());
      Optional<String> command =
          ProcessHandle.of(pid).flatMap(process -> process.info().commandLine());
      return "process " + pid + command.map(line -> " (" + shortened(line) + ")").orElse("");
    } catch (IOException | NumberFormatException e) {
      return "another process";
    }
  }

  private static String shortened(String line) {
    String printable = line.replaceAll("\\p{Cntrl}", " ");
    return printable.length() <= MAX_COMMAND_LENGTH
        ? printable
        : printable.substring(0, MAX_COMMAND_LENGTH) + "...";
  }

  /** Lets go. Closing twice has no effect. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.close();
      } finally {
        HELD_HERE.remove(directory);
      }
    }
  }
}
