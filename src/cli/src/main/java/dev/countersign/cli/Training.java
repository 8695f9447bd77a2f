package dev.countersign.cli;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Structure;
import dev.countersign.host.pcsc.PcscSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import jnasmartcardio.Smartcardio;

/**
 * Loads what most runs of the command load, for the launcher to put into a class-data archive.
 * Prints to nowhere that matters and changes nothing.
 */
final class Training {
  private Training() {}

  /**
   * Runs typical commands.
   *
   * @param arguments the directory for JNA's library, which would be unpacked at each start
   *     otherwise
   * @throws IOException when it cannot be written there
   */
  public static void main(String[] arguments) throws IOException {
    unpack(Path.of(arguments[0]));
    for (String line :
        List.of(
            "demo", "--help", "keys list --help", "tokens --json", "mfa code", "nothing", "sign")) {
      CommandLineRun.run(Surroundings.ofProcess(), line.split(" "));
    }
    for (Class<?> owner : List.of(PcscSource.class, Smartcardio.class, Structure.class)) {
      loadAll(owner);
    }
    Countersign.main(new String[] {"--version"});
  }

  private static void unpack(Path directory) throws IOException {
    String name = System.mapLibraryName("jnidispatch");
    try (InputStream library =
        Native.class.getResourceAsStream(Platform.RESOURCE_PREFIX + "/" + name)) {
      if (library != null) {
        Files.copy(library, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Loads the package of a class from its archive: no reader is there to be used in training. */
  private static void loadAll(Class<?> owner) throws IOException {
    String folder = owner.getPackageName().replace('.', '/') + '/';
    Path archive =
        Path.of(URI.create(owner.getProtectionDomain().getCodeSource().getLocation().toString()));
    try (JarFile jar = new JarFile(archive.toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        String name = entry.getName();
        if (name.startsWith(folder)
            && name.endsWith(".class")
            && name.indexOf('/', folder.length()) < 0) {
          load(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
        }
      }
    }
  }

  private static void load(String name) {
    try {
      Class.forName(name, false, Training.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // of another system, or for a library that is not here
    }
  }
}
