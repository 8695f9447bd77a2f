package dev.countersign.host.pkcs11.configuration;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * The modules that are registered with p11-kit, found as it finds them (pkcs11.conf(5), and conf.c
 * and modules.c of its sources): a file of the user goes before that of the machine, and that
 * before the one of a package with the same name, line by line. Other than there, a file that
 * cannot be read hides no other one; modules for trust alone, and those that are reached through a
 * command, are left out.
 */
public final class InstalledModules {
  private static final String PROGRAM = "countersign";
  private static final int MAX_FILES = 256;
  private static final String SUFFIX = ".module";

  private final P11KitPlaces places;
  private final String program;
  private final List<ConfigurationException> problems = new ArrayList<>();

  private InstalledModules(P11KitPlaces places, String program) {
    this.places = places;
    this.program = program;
  }

  /** Those of this machine and user. */
  public static ConfiguredModules ofMachine() {
    return of(P11KitPlaces.ofMachine(System.getenv()));
  }

  /** Those that are registered there. */
  public static ConfiguredModules of(P11KitPlaces places) {
    return of(places, PROGRAM);
  }

  /** Those for a program of that name. */
  static ConfiguredModules of(P11KitPlaces places, String program) {
    return new InstalledModules(places, program).read();
  }

  private ConfiguredModules read() {
    Map<String, ModuleFile> files = new TreeMap<>();
    String mode = userMode();
    if (!mode.equals("none")) {
      collect(places.user(), files);
    }
    if (!mode.equals("only")) {
      collect(places.system(), files);
      collect(places.packages(), files);
    }
    List<ModuleConfiguration> modules = new ArrayList<>();
    files.entrySet().stream()
        .filter(file -> isWanted(file.getValue()))
        .sorted(Comparator.comparingInt(file -> -file.getValue().priority()))
        .forEach(file -> modules.add(module(file.getKey(), file.getValue())));
    return new ConfiguredModules(modules, problems);
  }

  /** Whether files of the user count: none, merge or only. The user may say so too. */
  private String userMode() {
    String mode = userMode(places.systemFile(), "merge");
    if (!places.personal()) {
      return "none";
    }
    return mode.equals("none") ? mode : userMode(places.userFile(), mode);
  }

  private String userMode(Path file, String otherwise) {
    if (!Files.exists(file)) {
      return otherwise;
    }
    try {
      Optional<String> mode = ModuleFile.read(file).given("user-config");
      return mode.isPresent() ? known(mode.get(), file) : otherwise;
    } catch (ConfigurationException e) {
      problems.add(e);
      return otherwise;
    }
  }

  private static String known(String mode, Path file) throws ConfigurationException {
    return switch (mode) {
      case "none", "merge", "only" -> mode;
      case "override" -> "only"; // its name once
      default ->
          throw new ConfigurationException(
              file.toString(), "user-config is none, merge or only, and not '%s'".formatted(mode));
    };
  }

  private void collect(Path folder, Map<String, ModuleFile> files) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(folder, InstalledModules::isModuleFile)) {
      for (Path entry : entries) {
        found.add(entry);
        if (found.size() > MAX_FILES) {
          throw new IOException("it holds more than " + MAX_FILES + " files");
        }
      }
    } catch (IOException e) {
      problems.add(new ConfigurationException(folder.toString(), "it cannot be read: " + e));
      return;
    }
    for (Path path : found) {
      try {
        String fileName = path.getFileName().toString();
        files.merge(
            fileName.substring(0, fileName.length() - SUFFIX.length()),
            ModuleFile.read(path),
            ModuleFile::over);
      } catch (ConfigurationException e) {
        problems.add(e);
      }
    }
  }

  private static boolean isModuleFile(Path path) {
    return path.getFileName().toString().matches("[A-Za-z0-9][A-Za-z0-9._-]*\\.module")
        && !Files.isDirectory(path);
  }

  private boolean isWanted(ModuleFile file) {
    return file.field("module").isPresent()
        && file.given("remote").isEmpty()
        && !file.says("trust-policy")
        && file.isFor(program);
  }

  private ModuleConfiguration module(String name, ModuleFile file) {
    return new ModuleConfiguration(
        name,
        library(file.field("module").orElseThrow()),
        ModuleConfiguration.FUNCTION_LIST,
        OptionalLong.empty(),
        OptionalInt.empty(),
        file.field("x-init-reserved"),
        Optional.empty(),
        Set.of(),
        List.of(),
        OptionalInt.empty(),
        file.path().toString());
  }

  /**
   * The file of a module. One that is not named by its whole path lies in p11-kit's folder and
   * nowhere else: neither where the program was started nor where the system looks for libraries.
   */
  private String library(String module) {
    try {
      if (Path.of(module).isAbsolute()) {
        return module;
      }
      List<Path> files = places.libraries().stream().map(folder -> folder.resolve(module)).toList();
      return files.stream().filter(Files::exists).findFirst().orElse(files.get(0)).toString();
    } catch (InvalidPathException e) {
      return module;
    }
  }
}
