package dev.countersign.host.hid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportDescriptorTest {
  private static final FidoReports USUAL = new FidoReports(512, 512, false);

  private static Optional<FidoReports> fido(String hex) {
    return ReportDescriptor.fido(Descriptors.bytes(hex.replace(" ", "")));
  }

  @Test
  void securityKeyHasReportsOf64Bytes() {
    assertThat(fido(Descriptors.FIDO)).contains(USUAL);
    assertThat(USUAL.usual()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", Descriptors.KEYBOARD, Descriptors.MOUSE, Descriptors.YUBIKEY_KEYBOARD})
  void otherDevicesAreNone(String descriptor) {
    assertThat(fido(descriptor)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "another page, 05 01 09 01 A1 01 C0",
    "another usage of the page, 06 D0 F1 09 02 A1 01 C0",
    "another usage first, 06 D0 F1 09 02 09 01 A1 01 C0",
    "no usage, 06 D0 F1 A1 01 C0",
    "a physical collection, 06 D0 F1 09 01 A1 00 C0",
    "inside of another application, 05 01 09 06 A1 01 06 D0 F1 09 01 A1 01 C0 C0",
    "the usage used up by a report, 06 D0 F1 09 01 81 02 A1 01 C0",
    "the page changed before the collection, 06 D0 F1 09 01 05 01 A1 01 C0",
    "the page popped, A4 06 D0 F1 09 01 B4 A1 01 C0"
  })
  void whatIsNotItsCollectionIsNone(String what, String descriptor) {
    assertThat(fido(descriptor)).as(what).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "the page declared after the usage, 09 01 06 D0 F1 A1 01 C0",
    "the usage in four bytes, 05 01 0B 01 00 D0 F1 A1 01 C0",
    "the page in four bytes, 07 D0 F1 00 00 09 01 A1 01 C0",
    "the usage in two bytes, 06 D0 F1 0A 01 00 A1 01 C0",
    "the page pushed and popped, 06 D0 F1 A4 05 01 B4 09 01 A1 01 C0",
    "a second collection, 05 01 09 06 A1 01 C0 06 D0 F1 09 01 A1 01 C0",
    "long items around it, FE 02 01 AA BB 06 D0 F1 FE 00 01 09 01 A1 01 FE 01 02 C0 C0",
    "reserved items around it, 06 D0 F1 09 01 0C FD 00 A1 01 C0"
  })
  void itIsFoundHoweverItIsWritten(String what, String descriptor) {
    assertThat(fido(descriptor)).as(what).contains(new FidoReports(0, 0, false));
  }

  @ParameterizedTest
  @CsvSource({
    "each declared for itself, 06D0F10901A101 7508 9508 8102 7510 9504 9102 C0, 64, 64, false",
    "sizes from before, 7508 9540 06D0F10901A101 8102 9102 C0, 512, 512, false",
    "sizes pushed and popped, 7508 9540 A4 9501 B4 06D0F10901A101 8102 9102 C0, 512, 512, false",
    "two items in one report, 06D0F10901A101 7508 9520 8102 8102 9102 C0, 512, 256, false",
    "inside of a physical collection, 06D0F10901A101 7508 9540 A100 8102 C0 9102 C0,"
        + " 512, 512, false",
    "with a number, 06D0F10901A101 8501 7508 9540 8102 9102 C0, 512, 512, true",
    "beside another that has numbers,"
        + " 06D0F10901A101 7508 9540 8102 9102 C0 05010906A101 8502 8102 C0, 512, 512, true",
    "the reports of others left out,"
        + " 05010906A101 7508 9508 8102 C0 06D0F10901A101 9540 8102 9102 C0 8102, 512, 512, false"
  })
  void reportsAreThoseOfItsCollection(
      String what, String descriptor, long in, long out, boolean numbered) {
    assertThat(fido(descriptor)).as(what).contains(new FidoReports(in, out, numbered));
  }

  @Test
  void otherReportsAreNotUsual() {
    assertThat(new FidoReports(64, 512, false).usual()).isFalse();
    assertThat(new FidoReports(512, 64, false).usual()).isFalse();
    assertThat(new FidoReports(512, 512, true).usual()).isFalse();
    assertThat(new FidoReports(64, 512, true))
        .hasToString("numbered reports of 64 bits in and 512 bits out");
  }

  @Test
  void descriptorThatIsCutOffDescribesNothing() {
    byte[] whole = Descriptors.bytes(Descriptors.FIDO);
    for (int length = 0; length < whole.length; length++) {
      assertThat(ReportDescriptor.fido(Arrays.copyOf(whole, length))).as("%d", length).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a collection that is not ended, A1 00",
    "an end of no collection, C0",
    "a pop of nothing, B4",
    "a long item without its length, FE",
    "a long item without its tag, FE 00",
    "a long item longer than the rest, FE 05 01 00",
    "an item longer than the rest, 27 00 00 00",
    "a size that no field has, 76 01 01",
    "the greatest size, 77 FF FF FF FF",
    "a count that no report has, 97 01 30 00 00",
    "the greatest count, 97 FF FF FF FF",
    "the page beyond its range, 07 D0 F1 01 00",
    "the number 0, 85 00",
    "a number of two bytes, 86 01 01"
  })
  void whatBreaksTheRulesDescribesNothing(String what, String broken) {
    assertThat(fido(Descriptors.FIDO + broken)).as(what).isEmpty();
  }

  @Test
  void depthIsBounded() {
    assertThat(fido(Descriptors.FIDO + "A4".repeat(64))).isPresent();
    assertThat(fido(Descriptors.FIDO + "A4".repeat(65))).isEmpty();
    assertThat(fido(Descriptors.FIDO + "A100".repeat(64) + "C0".repeat(64))).isPresent();
    assertThat(fido(Descriptors.FIDO + "A100".repeat(65) + "C0".repeat(65))).isEmpty();
  }

  @Test
  void lengthIsBounded() {
    String filler = "C4".repeat(ReportDescriptor.MOST_BYTES - Descriptors.FIDO.length() / 2);
    assertThat(fido(Descriptors.FIDO + filler.replace("C4", "E0"))).contains(USUAL);
    assertThat(fido(Descriptors.FIDO + filler.replace("C4", "E0") + "E0")).isEmpty();
  }

  @Test
  void hugeReportsAreCountedAndNotUsual() {
    Optional<FidoReports> huge =
        fido("06D0F10901A101 760001 960030" + "8102".repeat(2000) + "9102 C0");
    assertThat(huge).contains(new FidoReports(2000L * 256 * 12_288, 256 * 12_288, false));
    assertThat(huge.map(FidoReports::usual)).contains(false);
  }
}
