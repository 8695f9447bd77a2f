package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Token;
import dev.countersign.device.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Templates whose modules run without any hardware. */
@NeedsSoftHsm
class NativeTemplatesTest {
  private static final Path FOLDER = Path.of("..", "..", "native-config");

  @TempDir Path folder;

  private static Tokens tokens(Path file) {
    return Tokens.builder().source(Pkcs11Source.of(List.of(file), ModuleProbe.none())).open();
  }

  private static KeyStore openedBySun(Path file) throws Exception {
    Provider sun = Security.getProvider("SunPKCS11").configure(file.toString());
    KeyStore store = KeyStore.getInstance("PKCS11", sun);
    store.load(null, SoftHsm.PIN.toCharArray());
    return store;
  }

  @Test
  void softHsmIsFoundByBoth() throws Exception {
    long slot = SoftHsm.create("template");
    Path file = folder.resolve("softhsm2.cfg");
    Files.writeString(
        file,
        Files.readString(FOLDER.resolve("softhsm2.cfg"))
            .replace("# slot = 0", "slot = " + slot)
            .replace("##countersign: token = LABEL", "#countersign: token = template"));

    assertThat(openedBySun(file).size()).isZero();
    try (Tokens tokens = tokens(file)) {
      Tokens.Inventory inventory = tokens.inventory();
      assertThat(inventory.unusable()).isEmpty();
      assertThat(inventory.tokens())
          .singleElement()
          .satisfies(t -> assertThat(t.uri().attribute("token")).contains("template"));
      assertThat(inventory.looked()).containsExactly("SoftHSM2 (1 token)");
    }
  }

  @Test
  void aSlotThatHoldsAnotherTokenNowIsNotTakenForThatOfTheLabel() throws Exception {
    long slot = SoftHsm.create("moved");
    Path file = folder.resolve("softhsm2.cfg");
    String template = Files.readString(FOLDER.resolve("softhsm2.cfg"));
    Files.writeString(
        file,
        template
            .replace("# slot = 0", "slot = " + slot)
            .replace("##countersign: token = LABEL", "#countersign: token = other"));
    try (Tokens tokens = tokens(file)) {
      assertThat(tokens.list()).isEmpty();
    }
    Files.writeString(
        file, template.replace("##countersign: token = LABEL", "#countersign: token = moved"));
    try (Tokens tokens = tokens(file)) {
      assertThat(tokens.list()).extracting(Token::kind).containsExactly("pkcs11");
    }
  }

  @Test
  void databaseOfNssIsFoundByBoth() throws Exception {
    Path database = folder.resolve("nssdb");
    Files.createDirectory(database);
    run("certutil", "-N", "-d", "sql:" + database, "--empty-password");
    Path file = folder.resolve("nss.cfg");
    Files.writeString(
        file,
        Files.readString(FOLDER.resolve("nss.cfg"))
            .replace("${user.home}/.pki/nssdb", database.toString()));

    try (Tokens tokens = tokens(file)) {
      assertThat(tokens.inventory().unusable()).isEmpty();
      assertThat(tokens.list())
          .singleElement()
          .satisfies(t -> assertThat(t.uri().attribute("token")).contains("NSS Certificate DB"));
    }
    assertThat(openedBySun(file).size()).isZero();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }
}
