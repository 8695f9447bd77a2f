package dev.countersign.host.pkcs11;

import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The {@code module-path} of a URI: a file, or a folder with the module in it. */
final class ModulePath {
  private ModulePath() {}

  /**
   * The module.
   *
   * @param path the file; or the folder, where {@code module-name} says which one in it, without
   *     what the system puts around it ([RFC7512] 2.4)
   */
  static ModuleConfiguration module(String path, Optional<String> name) {
    Path file = Path.of(path);
    if (name.isPresent() && Files.isDirectory(file)) {
      file =
          Stream.of(name.get() + ".so", System.mapLibraryName(name.get()), name.get())
              .map(file::resolve)
              .filter(Files::isRegularFile)
              .findFirst()
              .orElse(file.resolve(System.mapLibraryName(name.get())));
    }
    return ModuleConfiguration.of(name.orElse(file.toString()), file.toString(), "module-path");
  }
}
