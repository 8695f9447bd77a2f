package dev.countersign.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The source tree that the tests run in. */
final class Repository {
  private static final Path ROOT = findRoot();

  private Repository() {}

  static Path root() {
    return ROOT;
  }

  private static Path findRoot() {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.exists(directory.resolve("docs/specs.md"))) {
      directory = directory.getParent();
    }
    if (directory == null) {
      throw new IllegalStateException("run the tests inside the source tree");
    }
    return directory;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How a file is called in messages: relative to the root. */
  static String name(Path file) {
    return ROOT.relativize(file).toString();
  }

  /** Every Java source file of every module, tests too, sorted. */
  static List<Path> javaSources() {
    return files(file -> file.toString().endsWith(".java"), "src", "simulator");
  }

  /** The pages that a person reads: the README and what is under docs. */
  static List<Path> pages() {
    List<Path> pages = new ArrayList<>(files(file -> file.toString().endsWith(".md"), "docs"));
    try (Stream<Path> top = Files.list(ROOT)) {
      top.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pages;
  }

  /** The directories of all modules, relative to the root, as the parent pom lists them. */
  static List<String> modules() {
    return Poms.texts(ROOT.resolve("pom.xml"), "/project/modules/module");
  }

  /** The modules whose jars are published: a benchmark or a rule is of no use elsewhere. */
  static List<String> publishedModules() {
    return modules().stream()
        .filter(module -> !module.endsWith("/benchmarks") && !module.endsWith("/architecture"))
        .toList();
  }

  private static List<Path> files(Predicate<Path> wanted, String... directories) {
    List<Path> found = new ArrayList<>();
    for (String directory : directories) {
      if (!Files.isDirectory(ROOT.resolve(directory))) {
        continue;
      }
      try (Stream<Path> files = Files.walk(ROOT.resolve(directory))) {
        files
            .filter(file -> !name(file).contains("/target/"))
            .filter(wanted)
            .sorted()
            .forEach(found::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found;
  }
}
