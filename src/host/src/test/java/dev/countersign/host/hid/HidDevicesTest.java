package dev.countersign.host.hid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidDevice;
import dev.countersign.wire.HidSource;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class HidDevicesTest {

  /** Lists keys and watches, in a virtual machine of its own. */
  static final class Lister {
    private Lister() {}

    /** Says how it went. */
    public static void main(String[] arguments) throws ChannelException {
      try (HidSource source = ServiceLoader.load(HidSource.class).iterator().next()) {
        source.watch(event -> {}).close();
        System.out.println(
            source.name() + " " + source.devices().stream().map(HidDevice::name).toList().size());
      }
      System.out.println(HidDiagnosis.examine().findings().size() > 0);
    }
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(HidSource.class))
        .anySatisfy(source -> assertThat(source).isInstanceOf(HidDevices.class));
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, hidraw",
    "Mac OS X, hidapi",
    "Windows 11, hidapi",
    "Windows Server 2025, hidapi",
    "FreeBSD, hidapi",
    "'', hidapi"
  })
  void isChosenBySystem(String system, String name) {
    try (HidDevices devices = new HidDevices(system)) {
      assertThat(devices.name()).isEqualTo(name);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void linuxNeedsNoNativeLibrary() throws IOException, InterruptedException {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("jna") && !entry.contains("hid4java"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                Lister.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.lines()).first().asString().startsWith("hidraw ");
    assertThat(output.lines()).last().asString().isEqualTo("true");
  }

  /** The library that hid4java has for Linux too: its calls and ours fit. */
  @Test
  @Tag("native")
  @EnabledOnOs(OS.LINUX)
  void hidapiCanBeAsked() throws ChannelException {
    try (HidApiSource source = new HidApiSource(Hid4Java::load, "")) {
      List<HidDevice> devices = source.devices();
      assertThat(devices).allSatisfy(device -> assertThat(device.name()).isNotEmpty());
      assertThat(Hid4Java.load().open("/dev/nothing-here")).isEmpty();
    }
  }
}
