package dev.countersign.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A directory for the files of the tour, gone after it. */
final class Workspace implements AutoCloseable {
  private final Path directory;

  private Workspace(Path directory) {
    this.directory = directory;
  }

  static Workspace create() throws IOException {
    Path directory = Files.createTempDirectory("countersign-demo");
    directory.toFile().deleteOnExit(); // also after Ctrl-C; what is in it is registered later
    return new Workspace(directory);
  }

  Path directory() {
    return directory;
  }

  Path file(String name) {
    Path file = directory.resolve(name);
    file.toFile().deleteOnExit();
    return file;
  }

  void write(String name, byte[] content) throws IOException {
    Files.write(
        file(name), content, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** Writes a file that only its owner can read. */
  void writePrivate(String name, String content) throws IOException {
    writePrivate(name, content.getBytes(StandardCharsets.US_ASCII));
  }

  /** Writes a file that only its owner can read. */
  void writePrivate(String name, byte[] content) throws IOException {
    Path made = Files.createTempFile(directory, "new", "");
    Files.write(made, content);
    Files.move(made, file(name));
  }

  @Override
  public void close() throws IOException {
    List<Path> files;
    try (Stream<Path> children = Files.list(directory)) {
      files = children.toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(directory);
  }
}
