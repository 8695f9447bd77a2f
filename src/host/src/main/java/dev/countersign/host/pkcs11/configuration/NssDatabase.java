package dev.countersign.host.pkcs11.configuration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * NSS as SunPKCS11 names it: by the folder of its libraries and that of its database. SunPKCS11
 * goes through libnss3; we take its module, softoken, itself.
 */
final class NssDatabase {
  private static final String MODULE = System.mapLibraryName("softokn3");
  private static final long CRYPTO_SLOT = 1;
  private static final long KEYSTORE_SLOT = 2;
  private static final long FIPS_SLOT = 3;

  @Nullable String libraryDirectory;
  @Nullable String databaseDirectory;
  @Nullable String module;
  String mode = "readWrite";

  /** Softoken beside libnss3, or in the folder nss there; else where the loader finds it. */
  String library() {
    String directory = libraryDirectory;
    if (directory == null) {
      return MODULE;
    }
    Path beside = Path.of(directory, MODULE);
    Path below = Path.of(directory, "nss", MODULE);
    return (Files.exists(below) && !Files.exists(beside) ? below : beside).toString();
  }

  /** What softoken is told at its start. */
  Optional<String> initialisation() {
    if (mode.equals("noDb")) {
      return Optional.of("flags=noCertDB,noModDB");
    } else if (databaseDirectory == null) {
      return Optional.empty();
    }
    String flags = mode.equals("readOnly") ? "readOnly" : "";
    return Optional.of(
        "configdir='%s' certPrefix='' keyPrefix='' secmod='secmod.db' flags=%s"
            .formatted(escaped(databaseDirectory), flags));
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("'", "\\'");
  }

  OptionalLong slot() {
    if (module == null) {
      return OptionalLong.empty();
    }
    return switch (module) {
      case "crypto" -> OptionalLong.of(CRYPTO_SLOT);
      case "keystore" -> OptionalLong.of(KEYSTORE_SLOT);
      case "fips" -> OptionalLong.of(FIPS_SLOT);
      default -> OptionalLong.empty();
    };
  }

  static boolean knowsMode(String mode) {
    return List.of("readWrite", "readOnly", "noDb").contains(mode);
  }
}
