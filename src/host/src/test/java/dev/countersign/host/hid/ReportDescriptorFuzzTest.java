package dev.countersign.host.hid;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a device says of itself, it has FIDO reports of bounded size or none. */
class ReportDescriptorFuzzTest {

  static Stream<byte[]> seeds() {
    return Stream.of(
            Descriptors.FIDO,
            Descriptors.KEYBOARD,
            Descriptors.MOUSE,
            Descriptors.YUBIKEY_KEYBOARD,
            "A406D0F1B4FE0201AABB0B0100D0F1A101850175089540810291029540B102C0")
        .map(Descriptors::bytes);
  }

  @MethodSource("seeds")
  @FuzzTest
  void descriptorHasBoundedReportsOrNone(byte[] input) {
    ReportDescriptor.fido(input)
        .ifPresent(
            reports -> {
              assertThat(input.length).isLessThanOrEqualTo(ReportDescriptor.MOST_BYTES);
              assertThat(reports.inputBits()).isBetween(0L, 1L << 34);
              assertThat(reports.outputBits()).isBetween(0L, 1L << 34);
            });
  }

  @MethodSource("seeds")
  @FuzzTest
  void ueventIsReadWhateverItHolds(byte[] input) {
    HidrawUevent told = HidrawUevent.parse(new String(input, StandardCharsets.UTF_8));
    assertThat(told.vendorId()).isBetween(0, 0xFFFF);
    assertThat(told.productId()).isBetween(0, 0xFFFF);
    assertThat(told.product().codePoints()).noneMatch(Character::isISOControl);
    told.serial().ifPresent(serial -> assertThat(serial).isNotBlank());
  }
}
