package dev.countersign.host.pkcs11;

import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The modules that were started once without harm, one in a line of a file: size in bytes, time of
 * change in milliseconds, name of the function that hands out the table, path. A list that cannot
 * be read or written is an empty one.
 */
final class SurvivorList {
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_ENTRIES = 200;
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path file;

  SurvivorList(Path file) {
    this.file = file;
  }

  /** A module as it was seen. */
  record Entry(long bytes, long changed, String functionList, String path) {
    private String line() {
      return bytes + " " + changed + " " + functionList + " " + path;
    }
  }

  /** The module as it is now; empty where its file is not known, or has a name that no list has. */
  static Optional<Entry> entry(ModuleConfiguration configuration) {
    try {
      Path path = Path.of(configuration.library());
      if (!path.isAbsolute()) {
        return Optional.empty();
      }
      Path real = path.toRealPath();
      BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
      Entry entry =
          new Entry(
              attributes.size(),
              attributes.lastModifiedTime().toMillis(),
              configuration.functionList(),
              real.toString());
      return Optional.of(entry).filter(e -> e.line().chars().allMatch(c -> c >= ' '));
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  boolean contains(Entry entry) {
    return lines().contains(entry.line());
  }

  synchronized void add(Entry entry) {
    List<String> lines = new ArrayList<>(lines());
    lines.removeIf(line -> line.endsWith(" " + entry.functionList() + " " + entry.path()));
    lines.add(0, entry.line());
    try {
      write(lines.subList(0, Math.min(lines.size(), MAX_ENTRIES)));
    } catch (IOException e) {
      // It is found out again next time.
    }
  }

  private List<String> lines() {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      return content.length > MAX_BYTES
          ? List.of()
          : new String(content, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private void write(List<String> lines) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Files.createDirectories(folder, permissions("rwx------"));
    Path written = folder.resolve("." + file.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.deleteIfExists(written);
      try (var channel =
          Files.newByteChannel(
              written,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              permissions("rw-------"))) {
        channel.write(StandardCharsets.UTF_8.encode(String.join("\n", lines) + "\n"));
      }
      Files.move(
          written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static FileAttribute<?>[] permissions(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
