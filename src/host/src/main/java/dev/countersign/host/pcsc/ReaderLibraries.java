package dev.countersign.host.pcsc;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Structure;
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

/** The libraries through which readers are asked, made ready once for programs that start often. */
public final class ReaderLibraries {
  private static final String CLASS = ".class";

  private ReaderLibraries() {}

  /**
   * Unpacks JNA's native library, which is otherwise done at each start, for {@code
   * jna.boot.library.path}. Does nothing where it has another name than the system gives it.
   *
   * @throws IOException when it cannot be written there
   */
  public static void unpack(Path directory) throws IOException {
    String name = System.mapLibraryName("jnidispatch");
    try (InputStream library =
        Native.class.getResourceAsStream(Platform.RESOURCE_PREFIX + "/" + name)) {
      if (library != null) {
        Files.copy(library, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /**
   * Loads all classes that a reader may need, for an archive of classes that is made where there is
   * no reader.
   *
   * @throws IOException when they cannot be read
   */
  public static void loadClasses() throws IOException {
    loadPackages(List.of(PcscSource.class, Smartcardio.class, Structure.class));
  }

  /**
   * Loads all classes of the packages that these are in, for such an archive.
   *
   * @throws IOException when they cannot be read
   */
  public static void loadPackages(List<Class<?>> members) throws IOException {
    for (Class<?> member : members) {
      loadPackage(member);
    }
  }

  private static void loadPackage(Class<?> member) throws IOException {
    String folder = member.getPackageName().replace('.', '/') + '/';
    URI archive = URI.create(member.getProtectionDomain().getCodeSource().getLocation().toString());
    if (Files.isDirectory(Path.of(archive))) {
      return; // a build's own classes, which nobody archives
    }
    try (JarFile jar = new JarFile(Path.of(archive).toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        String name = entry.getName();
        if (name.startsWith(folder)
            && name.endsWith(CLASS)
            && name.indexOf('/', folder.length()) < 0) {
          load(name.substring(0, name.length() - CLASS.length()).replace('/', '.'));
        }
      }
    }
  }

  private static void load(String name) {
    try {
      Class.forName(name, false, ReaderLibraries.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      return; // of another system, or for a library that is not here
    }
  }
}
