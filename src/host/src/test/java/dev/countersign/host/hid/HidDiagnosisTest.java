package dev.countersign.host.hid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.host.pcsc.PcscDiagnosis.Finding;
import dev.countersign.host.pcsc.PcscDiagnosis.Level;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidDevice;
import dev.countersign.wire.HidSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;

@EnabledOnOs(OS.LINUX)
class HidDiagnosisTest {
  @TempDir Path directory;
  private Tree tree;

  @BeforeEach
  void system() {
    tree = new Tree(directory);
  }

  private HidDiagnosis examine() {
    return HidDiagnosis.examine(tree.hidraw(), node -> !node.name().endsWith("9"));
  }

  @Test
  void keysAreToldWithWhoMayOpenThem() {
    tree.plug(0, Descriptors.KEYBOARD, "");
    tree.plugKey(1);
    tree.plugKey(9);
    tree.plug(10, "06D0F10901A101750895088102" + "9102C0", "");
    HidDiagnosis diagnosis = examine();
    assertThat(diagnosis.findings())
        .extracting(Finding::level)
        .containsExactly(Level.OK, Level.OK, Level.PROBLEM, Level.WARNING);
    assertThat(diagnosis.findings())
        .extracting(Finding::subject)
        .containsExactly("USB security keys", tree.name(1), tree.name(9), tree.name(10));
    assertThat(diagnosis.findings())
        .extracting(Finding::message)
        .containsExactly(
            "3 are attached, seen among 4 HID devices",
            "Key 1 (1050:0407)",
            "Key 9 (1050:0407) is there, and this user may not open it",
            "a security key (0000:0000) has reports of 64 bits in and 64 bits out, which"
                + " Countersign does not speak");
    assertThat(diagnosis.findings().get(2).remedy())
        .hasValueSatisfying(
            remedy -> assertThat(remedy).contains("70-countersign-fido.rules").contains("244"));
    assertThat(diagnosis.healthy()).isFalse();
  }

  @Test
  void fileOfTheRemedyIsShipped() {
    assertThat(Path.of("../../native-config/70-countersign-fido.rules"))
        .content()
        .contains("ID_SECURITY_TOKEN", "plugdev");
  }

  @Test
  void keyWhoseFileIsNotThereIsNoMatterOfRights() {
    tree.plugKey(9);
    Tree.delete(tree.file(9));
    assertThat(examine().findings().get(1))
        .satisfies(
            finding -> {
              assertThat(finding.level()).isEqualTo(Level.PROBLEM);
              assertThat(finding.message()).contains("has not its file");
              assertThat(finding.remedy()).contains(HidDiagnosis.CONTAINER_REMEDY);
            });
  }

  @Test
  void systemWithoutKeysIsHealthy() {
    HidDiagnosis diagnosis = examine();
    assertThat(diagnosis.findings())
        .containsExactly(
            new Finding(
                Level.OK,
                "USB security keys",
                "none is attached, seen among 0 HID devices",
                Optional.empty()));
    assertThat(diagnosis.healthy()).isTrue();
  }

  @Test
  void systemThatCannotBeSeenIsNoProblemForCards() {
    HidDiagnosis diagnosis =
        HidDiagnosis.examine(new HidrawTree(directory.resolve("no"), directory), node -> true);
    assertThat(diagnosis.findings()).extracting(Finding::level).containsExactly(Level.WARNING);
    assertThat(diagnosis.healthy()).isTrue();
  }

  @Test
  void windowsIsSaidToKeepThemForAdministrators() throws ChannelException {
    HidDevice device = Mockito.mock(HidDevice.class);
    Mockito.when(device.name()).thenReturn("path");
    Mockito.when(device.product()).thenReturn("Key");
    Mockito.when(device.vendorId()).thenReturn(0x1050);
    HidSource source = Mockito.mock(HidSource.class);
    Mockito.when(source.devices()).thenReturn(List.of(device));
    assertThat(HidDiagnosis.examine(source, true).findings())
        .extracting(Finding::message)
        .containsExactly(
            "one is attached, seen through hidapi",
            "Windows lets administrators only open them",
            "Key (1050:0000)");
    assertThat(HidDiagnosis.examine(source, false).findings()).hasSize(2);
  }

  @Test
  void libraryThatCannotBeLoadedIsSaid() throws ChannelException {
    HidSource source = Mockito.mock(HidSource.class);
    Mockito.when(source.devices())
        .thenThrow(new ChannelException(ChannelException.Kind.SERVICE, "no library"));
    assertThat(HidDiagnosis.examine(source, false).findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).isEqualTo("no library"));
  }
}
