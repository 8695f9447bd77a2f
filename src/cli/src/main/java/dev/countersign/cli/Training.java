package dev.countersign.cli;

import dev.countersign.device.encoding.EcdsaEncoding;
import dev.countersign.host.cryptoki.Cryptoki;
import dev.countersign.host.pcsc.ReaderLibraries;
import dev.countersign.host.pkcs11.Pkcs11Source;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Loads what most runs of the command load, for the launcher to put into a class-data archive.
 * Prints to nowhere that matters and changes nothing.
 */
final class Training {
  private Training() {}

  /**
   * Runs typical commands.
   *
   * @param arguments the directory for the native library that would be unpacked at each start
   *     otherwise
   * @throws IOException when that cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    ReaderLibraries.unpack(Path.of(arguments[0]));
    for (String line :
        List.of(
            "demo",
            "--help",
            "keys list --help",
            "tokens --json",
            "mfa code",
            "fido list",
            "nothing",
            "sign",
            "sign --help",
            "sign --key pkcs11:token=none?module-path=/none --algorithm sha256-ecdsa")) {
      CommandLineRun.run(Surroundings.ofProcess(), line.split(" "));
    }
    ReaderLibraries.loadClasses();
    ReaderLibraries.loadPackages(
        List.of(
            Cryptoki.class, Pkcs11Source.class, ModuleConfiguration.class, EcdsaEncoding.class));
    Countersign.main(new String[] {"--version"});
  }
}
