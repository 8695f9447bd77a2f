package dev.countersign.junit.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;

/** OpenSC's pkcs11-tool with somebody's PKCS #11 module, on the only token there is. */
final class Pkcs11Tool {
  private final Path home;
  private final Program tool;

  /**
   * Keeps its files in a directory of the caller's.
   *
   * @param module the file name of the module
   * @param debianPackage the package that the module comes in
   */
  Pkcs11Tool(Path home, String module, String debianPackage) throws IOException {
    this.home = home;
    tool =
        Program.of("pkcs11-tool", "opensc", home)
            .always("--module", Program.library(module, debianPackage));
  }

  /** Runs it with the module and these arguments. */
  Program.Result run(Object... arguments) throws IOException, InterruptedException {
    return tool.run(arguments);
  }

  /** The same with the factory's PIN. */
  Program.Result loggedIn(Object... arguments) throws IOException, InterruptedException {
    return tool.always("--login", "--pin", "123456").run(arguments);
  }

  /**
   * Signs a message; OpenSSL is the judge.
   *
   * @param id the CKA_ID of the private key, in hexadecimal
   * @param mechanism one that hashes with SHA-256
   */
  void assertSigns(String id, String mechanism, PublicKey key)
      throws IOException, InterruptedException {
    byte[] message = ("signed with " + mechanism).getBytes(UTF_8);
    Path file = Files.write(home.resolve("message"), message);
    Path signature = home.resolve("signature");
    Files.deleteIfExists(signature);
    loggedIn(
            "--sign",
            "--id",
            id,
            "--mechanism",
            mechanism,
            "--signature-format",
            "openssl",
            "--input-file",
            file,
            "--output-file",
            signature)
        .succeeded();
    new OpenSsl(home).verify(key, message, signature);
  }
}
