package dev.countersign.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Files that hold a secret, and so are for their owner alone. */
public final class PrivateFile {
  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private PrivateFile() {}

  /**
   * Refuses a file that others can read or write; pipes and the like are let through.
   *
   * @throws Failure when it is open to others
   * @throws IOException when that cannot be found out
   */
  public static void require(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null
        && Files.isRegularFile(file)
        && view.readAttributes().permissions().stream().anyMatch(OF_OTHERS::contains)) {
      throw Failure.usage(file + " is open to other users", "run chmod 600 on it");
    }
  }
}
