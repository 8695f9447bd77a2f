package dev.countersign.host.pkcs11.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where p11-kit's files are.
 *
 * @param systemFile what holds for all modules: {@code /etc/pkcs11/pkcs11.conf}
 * @param userFile the same by the user
 * @param packages the folder for the module files of packages: {@code /usr/share/p11-kit/modules}
 * @param system the folder for those of the machine: {@code /etc/pkcs11/modules}
 * @param user the folder for those of the user
 * @param libraries the folders that a module's file lies in when it is not named by its whole path
 * @param personal whether files of the user count at all
 */
public record P11KitPlaces(
    Path systemFile,
    Path userFile,
    Path packages,
    Path system,
    Path user,
    List<Path> libraries,
    boolean personal) {
  private static final int SUPERUSER = 0;

  /**
   * The places of this machine and user.
   *
   * @param environment the environment variables
   */
  public static P11KitPlaces ofMachine(Map<String, String> environment) {
    return of(Path.of("/"), environment, isSuperuser());
  }

  /** As the kernel says, where it does: HOME may be somebody else's, and so may names. */
  private static boolean isSuperuser() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(SUPERUSER);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return System.getProperty("user.name").equals("root");
    }
  }

  /**
   * The places of a machine and user.
   *
   * @param root the root of the file system
   * @param environment the environment variables; with P11_KIT_NO_USER_CONFIG no file of the user
   *     counts
   * @param superuser whether this is root, for whom none counts either: its HOME may be that of the
   *     user who called it
   */
  static P11KitPlaces of(Path root, Map<String, String> environment, boolean superuser) {
    // p11-kit takes a relative one too, which depends on where a program was started.
    Path own =
        variable(environment, "XDG_CONFIG_HOME")
            .map(Path::of)
            .filter(Path::isAbsolute)
            .orElseGet(
                () ->
                    Path.of(
                        variable(environment, "HOME").orElse(System.getProperty("user.home")),
                        ".config"))
            .resolve("pkcs11");
    return new P11KitPlaces(
        root.resolve("etc/pkcs11/pkcs11.conf"),
        own.resolve("pkcs11.conf"),
        root.resolve("usr/share/p11-kit/modules"),
        root.resolve("etc/pkcs11/modules"),
        own.resolve("modules"),
        libraries(root),
        !superuser && variable(environment, "P11_KIT_NO_USER_CONFIG").isEmpty());
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** Each distribution builds p11-kit with one of these. */
  private static List<Path> libraries(Path root) {
    String machine =
        switch (System.getProperty("os.arch")) {
          case "amd64" -> "x86_64-linux-gnu";
          case "aarch64" -> "aarch64-linux-gnu";
          case "i386", "x86" -> "i386-linux-gnu";
          case "arm" -> "arm-linux-gnueabihf";
          case "ppc64le" -> "powerpc64le-linux-gnu";
          case "riscv64" -> "riscv64-linux-gnu";
          case "s390x" -> "s390x-linux-gnu";
          default -> "none";
        };
    return List.of(
        root.resolve("usr/lib/" + machine + "/pkcs11"),
        root.resolve("usr/lib64/pkcs11"),
        root.resolve("usr/lib/pkcs11"),
        root.resolve("usr/local/lib/pkcs11"),
        root.resolve("opt/homebrew/lib/pkcs11"));
  }
}
