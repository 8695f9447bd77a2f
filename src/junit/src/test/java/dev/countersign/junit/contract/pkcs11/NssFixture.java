package dev.countersign.junit.contract.pkcs11;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import dev.countersign.junit.contract.pkcs11.RawKeys.Wanted;
import dev.countersign.junit.peers.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The module of NSS, in which Firefox and Thunderbird keep their keys: a database of its own, made
 * by certutil. The module opens it when it is initialised, once in a process.
 */
final class NssFixture extends ModuleFixture {
  private static final String PIN = "a password of NSS";
  private static final String LABEL = "NSS Certificate DB";
  private static NssFixture only;

  private final List<MadeKey> keys;

  private NssFixture(Module module) {
    super(module, LABEL, PIN);
    try (RawKeys raw = raw()) {
      keys =
          List.of(
              raw.make(new Wanted(KeyAlgorithm.RSA2048, "rsa", new byte[] {1}, true)),
              raw.make(new Wanted(KeyAlgorithm.P256, "p256", new byte[] {2, 0}, false)),
              raw.make(new Wanted(KeyAlgorithm.P384, "p384 & Ü", new byte[] {'3'}, true)));
    }
  }

  /** The one database of this process, which lies there until the build is cleaned. */
  static synchronized NssFixture only() throws Exception {
    if (only == null) {
      Path home = Files.createTempDirectory(Path.of("target"), "nss").toAbsolutePath();
      Path password = Files.writeString(home.resolve("password"), PIN + "\n", UTF_8);
      Program.of("certutil", "libnss3-tools", home)
          .run("-N", "-d", "sql:" + home, "-f", password)
          .succeeded();
      only = new NssFixture(new Module(configuration(home)));
    }
    return only;
  }

  private static ModuleConfiguration configuration(Path home) throws Exception {
    String parameters =
        "configdir='sql:%s' certPrefix='' keyPrefix='' secmod='' flags=".formatted(home);
    return new ModuleConfiguration(
        "nss",
        Program.library("libsoftokn3.so", "libnss3").toString(),
        ModuleConfiguration.FUNCTION_LIST,
        OptionalLong.empty(),
        OptionalInt.empty(),
        Optional.of(parameters),
        Optional.empty(),
        Set.of(),
        List.of(),
        OptionalInt.empty(),
        "a test");
  }

  @Override
  List<MadeKey> keys() {
    return keys;
  }

  /**
   * Of every private key it says that it came from outside. Keys that want the PIN each time are
   * made when asked for, and take any PIN then.
   */
  @Override
  Set<Ability> abilities() {
    return EnumSet.of(
        Ability.TAKES_KEYS,
        Ability.TAKES_SECRETS,
        Ability.MAKES_MACS,
        Ability.TELLS_PAST,
        Ability.AGREES);
  }

  @Override
  void restore() {
    try (RawKeys raw = raw()) {
      raw.clear(keys);
    }
  }
}
