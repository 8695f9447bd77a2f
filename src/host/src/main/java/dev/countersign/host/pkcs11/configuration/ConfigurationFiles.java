package dev.countersign.host.pkcs11.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Configuration files of SunPKCS11, which this takes as they are. The options that choose module,
 * slot and mechanisms, and the attributes of new objects, count here too; those that steer
 * SunPKCS11 itself are read over. What that has no word for stands in comments:
 *
 * <pre>
 * name = prod
 * library = /usr/lib/softhsm/libsofthsm2.so
 * #countersign: token = prod
 * #countersign: sessions = 8
 * </pre>
 *
 * {@code token} and {@code serial} limit the module to tokens with that label or serial number, in
 * whatever slots they are; {@code sessions} says how many sessions to have at most.
 */
public final class ConfigurationFiles {
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_FILES = 256;

  private ConfigurationFiles() {}

  /**
   * The modules that these files name, and those in these folders, by name. A place that does not
   * exist names none.
   */
  public static ConfiguredModules read(List<Path> places) {
    List<ModuleConfiguration> modules = new ArrayList<>();
    List<ConfigurationException> problems = new ArrayList<>();
    for (Path place : places) {
      for (Path file : files(place, problems)) {
        try {
          modules.add(read(file));
        } catch (ConfigurationException e) {
          problems.add(e);
        }
      }
    }
    return new ConfiguredModules(modules, problems);
  }

  private static List<Path> files(Path place, List<ConfigurationException> problems) {
    if (!Files.exists(place)) {
      return List.of();
    } else if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(place, "*.cfg")) {
      for (Path file : found) {
        files.add(file);
        if (files.size() > MAX_FILES) {
          problems.add(
              new ConfigurationException(
                  place.toString(), "it holds more than %d .cfg files".formatted(MAX_FILES)));
          return List.of();
        }
      }
    } catch (IOException e) {
      problems.add(new ConfigurationException(place.toString(), "it cannot be read: " + e));
    }
    files.sort(null);
    return files;
  }

  private static ModuleConfiguration read(Path file) throws ConfigurationException {
    return ConfigurationFile.read(content(file, MAX_BYTES), file.toString());
  }

  /** The bytes of a file as characters. */
  static String content(Path file, int maxBytes) throws ConfigurationException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(maxBytes + 1);
      if (content.length > maxBytes) {
        throw new ConfigurationException(
            file.toString(), "it has more than %d bytes".formatted(maxBytes));
      }
      return new String(content, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new ConfigurationException(file.toString(), "it cannot be read: " + e);
    }
  }
}
