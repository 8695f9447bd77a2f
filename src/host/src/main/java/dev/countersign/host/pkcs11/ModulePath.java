package dev.countersign.host.pkcs11;

import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The {@code module-path} of a URI: a file, or a folder with the module in it. */
final class ModulePath {
  private static final int MAX_FILES = 10_000;

  private ModulePath() {}

  /**
   * The module.
   *
   * @param path the file; or the folder, where {@code module-name} says which one in it, without
   *     what the system puts around it ([RFC7512] 2.4)
   * @return empty for a folder alone: nothing is loaded just because it lies in a folder, but of
   *     the modules that are known those that do are meant
   */
  static Optional<ModuleConfiguration> module(String path, Optional<String> name) {
    Path file = Path.of(path);
    if (Files.isDirectory(file)) {
      if (name.isEmpty()) {
        return Optional.empty();
      }
      file = inFolder(file, name.get());
    }
    return Optional.of(module(name.orElse(file.toString()), file));
  }

  private static ModuleConfiguration module(String name, Path file) {
    return ModuleConfiguration.of(name, file.toString(), "module-path");
  }

  private static Path inFolder(Path folder, String name) {
    if (name.indexOf('/') >= 0) {
      // A name is no path: what it would lead to may be anywhere.
      return folder.resolve(System.mapLibraryName(name.replace('/', '_')));
    }
    return Stream.of(name + ".so", System.mapLibraryName(name), name)
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .or(() -> named(folder, name))
        .orElse(folder.resolve(System.mapLibraryName(name)));
  }

  /** The one with a version behind its name, or in other letter case. */
  private static Optional<Path> named(Path folder, String name) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .limit(MAX_FILES)
          .filter(Files::isRegularFile)
          .filter(file -> module(file.getFileName().toString(), file).isNamed(name))
          .sorted()
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether a module lies in a folder, by its name or where links lead to. */
  static boolean isIn(ModuleConfiguration module, String folder) {
    Path file = Path.of(module.library());
    Path place = Path.of(folder);
    return file.normalize().startsWith(place.normalize())
        || real(file.resolveSibling(".")).startsWith(real(place))
        || real(file).startsWith(real(place));
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.normalize();
    }
  }
}
