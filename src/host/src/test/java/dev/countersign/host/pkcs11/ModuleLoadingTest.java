package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no modules, and modules that do harm. */
@Tag("native")
class ModuleLoadingTest {
  @TempDir Path folder;
  private ModuleProbe probe;

  @BeforeEach
  void rememberInTheFolder() {
    probe = ModuleProbe.remembering(folder.resolve("state"));
  }

  private static ModuleConfiguration module(Path file) {
    return ModuleConfiguration.of("small", file.toString(), "a.cfg");
  }

  private void assertUnusable(Path file, String reason) {
    assertThatThrownBy(() -> LoadedModule.of(module(file), probe))
        .isInstanceOfSatisfying(
            TokenException.Unavailable.class, e -> assertThat(e.remedy()).isNotBlank())
        .hasMessageContaining(file.toString())
        .hasMessageContaining("a.cfg")
        .hasMessageContaining(reason);
  }

  @Test
  void aMissingFileIsNamed() {
    assertUnusable(folder.resolve("missing.so"), "there is no such file");
  }

  @Test
  void aFolderIsNoModule() {
    assertUnusable(folder, "it is a folder");
  }

  @Test
  void aFileThatIsNoLibraryIsNoModule() throws Exception {
    assertUnusable(Files.writeString(folder.resolve("text.so"), "text"), "loader says");
  }

  @Test
  void aLibraryOfAnotherSortIsNoModule() throws Exception {
    Path file =
        SmallModule.compile(
            folder.resolve("other.so"), "int f;".getBytes(StandardCharsets.US_ASCII), List.of());

    assertUnusable(file, "no function C_GetFunctionList");
  }

  @Test
  void aModuleForAnotherMachineIsNotLoaded() throws Exception {
    Path file = SmallModule.build(folder.resolve("foreign.so"), "");
    byte[] content = Files.readAllBytes(file);
    content[18] = 0x2A; // e_machine: SuperH
    content[19] = 0;
    Files.write(file, content);

    assertUnusable(file, "loader says");
    assertThatThrownBy(() -> LoadedModule.of(module(file), ModuleProbe.none()))
        .isInstanceOfSatisfying(
            TokenException.Unavailable.class,
            e -> assertThat(e.remedy()).contains(System.getProperty("os.arch")));
  }

  @Test
  void aModuleThatRefusesToStartSaysWhy() throws Exception {
    assertUnusable(
        SmallModule.build(folder.resolve("refuses.so"), "return 0x30;"), "CKR_DEVICE_ERROR");
  }

  @Test
  void aModuleThatCrashesAsItStartsIsNotLoadedHere() throws Exception {
    Path file = SmallModule.build(folder.resolve("crashes.so"), "*(volatile int *)8 = 1;");

    assertUnusable(file, "ended the process that it was tried in");
    assertThat(folder.resolve("state")).doesNotExist();
  }

  @Test
  void aModuleThatCrashesAsItIsLoadedIsNotLoadedHere() throws Exception {
    Path file =
        SmallModule.compile(
            folder.resolve("aborts.so"),
            "void abort(void); __attribute__((constructor)) static void f(void) { abort(); }"
                .getBytes(StandardCharsets.US_ASCII),
            List.of());

    assertUnusable(file, "(signal 6)");
  }

  @Test
  void aModuleThatEndsItsProcessIsNotLoadedHere() throws Exception {
    assertUnusable(SmallModule.build(folder.resolve("exits.so"), "_exit(9);"), "(exit code 9)");
  }

  @Test
  void aModuleThatHangsAsItStartsIsNotLoadedHere() throws Exception {
    probe = ModuleProbe.remembering(folder.resolve("state"), Duration.ofSeconds(2));

    assertUnusable(
        SmallModule.build(folder.resolve("hangs.so"), "for (;;) pause();"), "within 2 s");
  }

  @Test
  void whatKilledItsProcessIsNotTriedAgainByThisOne() throws Exception {
    Path log = folder.resolve("log");
    Path file =
        SmallModule.build(folder.resolve("once.so"), "raise(SIGSEGV);", "-DLOG=\"" + log + "\"");

    assertUnusable(file, "ended the process");
    assertUnusable(file, "ended the process");

    assertThat(Files.readAllLines(log)).hasSize(1);
  }

  @Test
  void whatStartedWellIsRememberedUntilItsFileChanges() throws Exception {
    Path log = folder.resolve("log");
    Path file = SmallModule.build(folder.resolve("good.so"), "", "-DLOG=\"" + log + "\"");

    assertThat(probe.objection(module(file))).isEmpty();
    assertThat(probe.objection(module(file))).isEmpty();
    ModuleProbe nextRun = ModuleProbe.remembering(folder.resolve("state"));
    assertThat(nextRun.objection(module(file))).isEmpty();
    assertThat(Files.readAllLines(log)).hasSize(1);
    Path list = folder.resolve("state/pkcs11-modules");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(list)))
        .isEqualTo("rw-------");

    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    assertThat(nextRun.objection(module(file))).isEmpty();
    assertThat(Files.readAllLines(log)).hasSize(2);
    assertThat(Files.readAllLines(list)).hasSize(1);
  }

  @Test
  void aListThatCannotBeReadOrWrittenOnlyCostsTime() throws Exception {
    Path file = SmallModule.build(folder.resolve("good.so"), "");
    Files.createDirectories(folder.resolve("state/pkcs11-modules/taken"));

    assertThat(probe.objection(module(file))).isEmpty();
    assertThat(ModuleProbe.remembering(file).objection(module(file))).isEmpty();
  }

  @Test
  void whoWantsNoProbeGetsNone() throws Exception {
    Path log = folder.resolve("log");
    Path file = SmallModule.build(folder.resolve("good.so"), "", "-DLOG=\"" + log + "\"");

    assertThat(ModuleProbe.none().objection(module(file))).isEmpty();

    assertThat(log).doesNotExist();
  }

  @Test
  void aModuleWithoutTokensIsNamedWhereNoTokenFits() throws Exception {
    Path file = SmallModule.build(folder.resolve("empty.so"), "");
    ModuleConfiguration module = module(file);
    ModuleConfiguration missing = ModuleConfiguration.of("gone", "/nowhere/gone.so", "b.cfg");
    try (Tokens tokens =
        Tokens.builder()
            .source(new Pkcs11Source(() -> List.of(module, missing), List::of))
            .open()) {
      assertThatThrownBy(() -> tokens.find(TokenUri.parse("pkcs11:token=prod")))
          .isInstanceOf(TokenException.NoToken.class)
          .hasMessageContaining("looked into small (no token)")
          .hasMessageContaining("not looked into gone: the module /nowhere/gone.so (b.cfg)");
      assertThatThrownBy(() -> tokens.find(TokenUri.parse("pkcs11:token=prod?module-name=other")))
          .isInstanceOf(TokenException.NoToken.class)
          .hasMessageContaining("no PKCS#11 module of the name other");
      assertThatThrownBy(
              () -> tokens.find(TokenUri.parse("pkcs11:token=prod?module-path=/nowhere/x.so")))
          .isInstanceOf(TokenException.Unavailable.class)
          .hasMessageContaining("/nowhere/x.so");
      assertThatThrownBy(
              () ->
                  tokens.find(
                      TokenUri.parse("pkcs11:token=prod?module-name=empty&module-path=" + folder)))
          .isInstanceOf(TokenException.NoToken.class)
          .hasMessageContaining("looked into empty (no token)");
    }
  }

  @Test
  void aSlotThatIsNotThereIsNamedWithThoseThatAre() throws Exception {
    Path file = SmallModule.build(folder.resolve("slotless.so"), "");
    Path configuration = folder.resolve("a.cfg");
    Files.writeString(configuration, "name = a\nlibrary = " + file + "\nslot = 7\n");
    try (Tokens tokens =
        Tokens.builder().source(Pkcs11Source.of(List.of(configuration), probe)).open()) {
      assertThat(tokens.inventory().unusable())
          .singleElement()
          .satisfies(
              unusable -> {
                assertThat(unusable.problem()).hasMessageContaining("no slot for slot = 7");
                assertThat(unusable.problem().remedy()).contains("#countersign: token");
              });
    }
  }
}
