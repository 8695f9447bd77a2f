package dev.countersign.architecture;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * What each module gives to others: the jar when the build made one, else its directory of classes,
 * which is jarred with the manifest that its pom asks for.
 */
final class Artifacts {
  /** Of the class path, what exists for tests only. */
  private static final List<String> TEST_ONLY =
      List.of("archunit", "assertj", "byte-buddy", "junit", "opentest4j", "apiguardian", "mockito");

  private Artifacts() {}

  private static List<Path> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(Files::exists)
        .toList();
  }

  /** The classes of one module: {@code src/card}. */
  static Path of(String module) {
    Path target = Repository.root().resolve(module).resolve("target");
    return classPath().stream()
        .filter(entry -> entry.startsWith(target))
        .filter(entry -> !entry.endsWith("test-classes"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(module + " is not on the class path"));
  }

  /** All published modules and the libraries that they need, as jars; made in that directory. */
  static List<Path> jars(Path directory) {
    List<Path> jars = new ArrayList<>();
    for (String module : Repository.publishedModules()) {
      jars.add(jar(module, directory));
    }
    classPath().stream()
        .filter(entry -> !entry.startsWith(Repository.root()))
        .filter(entry -> TEST_ONLY.stream().noneMatch(entry.getFileName().toString()::contains))
        .forEach(jars::add);
    return jars;
  }

  /** One published module as a jar. */
  static Path jar(String module, Path directory) {
    Path classes = of(module);
    if (!Files.isDirectory(classes)) {
      return classes;
    }
    Path jar = directory.resolve("countersign-" + module.replaceFirst(".*/", "") + ".jar");
    Path manifest = directory.resolve("MANIFEST.MF");
    try {
      Files.writeString(manifest, automaticName(module));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "--create",
                "--file=" + jar,
                "--manifest=" + manifest,
                "-C",
                classes.toString(),
                ".");
    if (status != 0) {
      throw new IllegalStateException("jar failed for " + module);
    }
    return jar;
  }

  private static String automaticName(String module) {
    Path pom = Repository.root().resolve(module).resolve("pom.xml");
    return Poms.texts(pom, "//Automatic-Module-Name").stream()
        .findFirst()
        .map(name -> "Automatic-Module-Name: " + name + "\n")
        .orElse("");
  }

  /** What a jar says of itself as a Java module. */
  static ModuleDescriptor descriptor(Path jar) {
    Set<ModuleReference> found = ModuleFinder.of(jar).findAll();
    if (found.size() != 1) {
      throw new IllegalStateException(jar + " holds " + found.size() + " modules");
    }
    return found.iterator().next().descriptor();
  }

  /** The packages with classes in a jar of ours, as its directory of classes shows them. */
  static Set<String> packages(String module) {
    Path classes = Repository.root().resolve(module).resolve("target/classes");
    Set<String> packages = new TreeSet<>();
    try (Stream<Path> files = Files.walk(classes)) {
      files
          .filter(file -> file.toString().endsWith(".class"))
          .map(file -> classes.relativize(file).getParent())
          .filter(directory -> directory != null && !directory.startsWith("META-INF"))
          .forEach(directory -> packages.add(directory.toString().replace(File.separator, ".")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packages;
  }
}
