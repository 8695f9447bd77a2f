package dev.countersign.host.hid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.HidDevice;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
class HidrawSourceTest {
  @TempDir Path directory;
  private Tree tree;

  @BeforeEach
  void system() {
    tree = new Tree(directory);
  }

  private HidrawSource source() {
    return new HidrawSource(tree.hidraw(), HidrawLink::open);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      HidDevice device, ChannelException.Kind kind) {
    return assertThatThrownBy(device::connect)
        .isInstanceOfSatisfying(
            ChannelException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
  }

  @Test
  void keysAreListedAmongOtherDevices() throws ChannelException {
    tree.plug(0, Descriptors.KEYBOARD, "");
    tree.plug(1, Descriptors.YUBIKEY_KEYBOARD, "HID_ID=0003:00001050:00000407");
    tree.plug(
        2,
        Descriptors.FIDO,
        "HID_ID=0003:00001050:00000407\nHID_NAME=Yubico YubiKey\nHID_UNIQ=0123");
    tree.plug(3, Descriptors.MOUSE, "");
    try (HidrawSource source = source()) {
      List<HidDevice> devices = source.devices();
      assertThat(devices).hasSize(1);
      HidDevice key = devices.get(0);
      assertThat(key.name()).isEqualTo(tree.name(2)).isEqualTo(key.toString());
      assertThat(key.product()).isEqualTo("Yubico YubiKey");
      assertThat(key.vendorId()).isEqualTo(0x1050);
      assertThat(key.productId()).isEqualTo(0x0407);
      assertThat(key.serial()).contains("0123");
      assertThat(key.simulated()).isFalse();
    }
  }

  @Test
  void hundredKeysAreInTheOrderOfTheirNumbers() throws ChannelException {
    IntStream.range(0, 100).map(i -> 99 - i).forEach(tree::plugKey);
    try (HidrawSource source = source()) {
      assertThat(source.devices())
          .extracting(HidDevice::name)
          .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(tree::name).toList());
    }
  }

  @Test
  void systemWithoutHidDevicesHasNone() throws ChannelException {
    try (HidrawSource source = source()) {
      assertThat(source.devices()).isEmpty();
    }
  }

  @Test
  void systemThatCannotBeSeenIsSaid() {
    try (HidrawSource source =
        new HidrawSource(
            new HidrawTree(directory.resolve("nowhere"), directory), HidrawLink::open)) {
      assertThatThrownBy(source::devices)
          .isInstanceOfSatisfying(
              ChannelException.class,
              e -> assertThat(e.kind()).isEqualTo(ChannelException.Kind.SERVICE))
          .hasMessageContaining("nowhere");
    }
  }

  @Test
  void deviceThatIsHalfThereIsLeftOut() throws IOException {
    Files.delete(tree.plugKey(0).resolve("report_descriptor"));
    Files.write(tree.plugKey(1).resolve("report_descriptor"), new byte[5000]);
    Files.delete(tree.plugKey(2).resolve("uevent"));
    Tree.delete(directory.resolve("sys/class/hidraw/hidraw1"));
    Files.createSymbolicLink(
        directory.resolve("sys/class/hidraw/hidraw1"), directory.resolve("gone"));
    Files.createDirectory(directory.resolve("sys/class/hidraw/other"));
    try (HidrawSource source = source()) {
      List<HidDevice> devices = source.devices();
      assertThat(devices).extracting(HidDevice::name).containsExactly(tree.name(2));
      assertThat(devices.get(0).product()).isEmpty();
      assertThat(devices.get(0).vendorId()).isZero();
    }
  }

  @Test
  void keyThatMayNotBeOpenedSaysWhoDecides() throws ChannelException {
    tree.plugKey(0);
    HidrawLink.Opener denied =
        file -> {
          throw new AccessDeniedException(file.toString());
        };
    try (HidrawSource source = new HidrawSource(tree.hidraw(), denied)) {
      assertRefused(source.devices().get(0), ChannelException.Kind.SERVICE)
          .hasMessageContaining("this user may not open " + tree.name(0))
          .hasMessageContaining("70-countersign-fido.rules")
          .hasMessageContaining("244");
    }
  }

  @Test
  void keyWhoseFileIsNotThereIsNoKeyThatIsGone() throws ChannelException {
    tree.plugKey(0);
    Tree.delete(tree.file(0));
    try (HidrawSource source = source()) {
      assertRefused(source.devices().get(0), ChannelException.Kind.SERVICE)
          .hasMessageContaining("container");
      assertThat(tree.file(0)).doesNotExist(); // and none is made there
    }
  }

  @Test
  void otherTroubleIsToldInTheSystemsWords() throws ChannelException {
    tree.plugKey(0);
    HidrawLink.Opener busy =
        file -> {
          throw new FileSystemException(file.toString(), null, "Operation not permitted");
        };
    try (HidrawSource source = new HidrawSource(tree.hidraw(), busy)) {
      assertRefused(source.devices().get(0), ChannelException.Kind.SERVICE)
          .hasMessageContaining("Operation not permitted");
    }
  }

  @Test
  void keyThatWasPulledSinceIsGone() throws ChannelException {
    tree.plugKey(0);
    try (HidrawSource source = source()) {
      HidDevice device = source.devices().get(0);
      tree.unplug(0);
      assertRefused(device, ChannelException.Kind.REMOVED).hasMessageContaining(tree.name(0));
    }
  }

  @Test
  void keyThatIsPulledWhileItIsOpenedIsGone() throws ChannelException {
    tree.plugKey(0);
    HidrawLink.Opener late =
        file -> {
          tree.unplug(0);
          return HidrawLink.open(file);
        };
    try (HidrawSource source = new HidrawSource(tree.hidraw(), late)) {
      assertRefused(source.devices().get(0), ChannelException.Kind.REMOVED);
      assertThat(tree.file(0)).doesNotExist();
    }
  }

  @Test
  void anotherKeyWithTheSameNumberIsNotTakenForTheFirst() throws ChannelException {
    tree.plugKey(0);
    try (HidrawSource source = source()) {
      HidDevice device = source.devices().get(0);
      tree.unplug(0);
      tree.plugKey(0);
      assertRefused(device, ChannelException.Kind.REMOVED);
    }
  }

  @Test
  void keyWithOtherReportsIsNotSpokenTo() throws ChannelException {
    tree.plug(0, "06D0F10901A101 8501 7508 9508 8102 9102 C0".replace(" ", ""), "");
    try (HidrawSource source = source()) {
      assertRefused(source.devices().get(0), ChannelException.Kind.PROTOCOL)
          .hasMessageContaining("numbered reports of 64 bits in and 64 bits out");
    }
  }

  @Test
  void closedSourceGivesNothingMore() throws ChannelException {
    tree.plugKey(0);
    HidrawSource source = source();
    HidDevice device = source.devices().get(0);
    source.close();
    source.close();
    assertThatThrownBy(source::devices).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(device::connect).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> source.watch(event -> {})).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void keysThatComeAndGoAreReported() throws InterruptedException {
    tree.plugKey(0);
    BlockingQueue<ChannelEvent> events = new LinkedBlockingQueue<>();
    try (HidrawSource source = source()) {
      ChannelSource.Watch watch = source.watch(events::add);
      tree.plug(1, Descriptors.KEYBOARD, "");
      tree.plugKey(2);
      assertThat(events.poll(30, TimeUnit.SECONDS))
          .isEqualTo(new ChannelEvent(ChannelEvent.Kind.INSERTED, tree.name(2)));
      tree.unplug(0);
      assertThat(events.poll(30, TimeUnit.SECONDS))
          .isEqualTo(new ChannelEvent(ChannelEvent.Kind.REMOVED, tree.name(0)));
      watch.close();
    }
    assertThat(events).isEmpty();
  }
}
