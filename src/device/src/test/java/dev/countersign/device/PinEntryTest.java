package dev.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinEntryTest {
  @TempDir Path directory;

  private final Object attachment = new Object();

  private PinRequest request(PinRequest.Kind kind, int attemptsLeft) {
    return new PinRequest(
        kind, attachment, () -> "piv:serial=1", "sign", () -> OptionalInt.of(attemptsLeft));
  }

  private Path file(String content) throws IOException {
    Path file = directory.resolve("pin");
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private static String text(Secret secret) {
    return new String(secret.bytes(), java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void theFirstLineOfAFileIsThePin() throws IOException {
    assertThat(text(new PinFile(file("271828\nrest")).enter(request(PinRequest.Kind.PIN, 3))))
        .isEqualTo("271828");
    assertThat(text(new PinFile(file("271828\r\n")).enter(request(PinRequest.Kind.PIN, 3))))
        .isEqualTo("271828");
  }

  @Test
  void aManagementKeyIsReadAsHexadecimal() throws IOException {
    PinEntry entry = new PinFile(file("00ff10\n"));

    assertThat(entry.enter(request(PinRequest.Kind.MANAGEMENT_KEY, 3)).bytes())
        .containsExactly(0x00, 0xFF, 0x10);
    Path broken = file("00fg\n");
    assertThatThrownBy(() -> new PinFile(broken).enter(request(PinRequest.Kind.MANAGEMENT_KEY, 3)))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageNotContaining("00fg");
  }

  @Test
  void aFileOpenToOthersIsRefused() throws IOException {
    Path file = file("271828");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> new PinFile(file).enter(request(PinRequest.Kind.PIN, 3)))
        .isInstanceOfSatisfying(
            TokenException.PinNotGiven.class, e -> assertThat(e.remedy()).contains("chmod 600"));
  }

  @Test
  void missingEmptyAndHugeFilesAreNamed() throws IOException {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> new PinFile(missing).enter(request(PinRequest.Kind.PIN, 3)))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("no such file");
    Path empty = file("\n271828");
    assertThatThrownBy(() -> new PinFile(empty).enter(request(PinRequest.Kind.PIN, 3)))
        .hasMessageContaining("holds no PIN");
    Path huge = file("1".repeat(2000));
    assertThatThrownBy(() -> new PinFile(huge).enter(request(PinRequest.Kind.PIN, 3)))
        .hasMessageContaining("1024");
  }

  @Test
  void theLastTryNeedsConsent() throws IOException {
    Path file = file("271828");
    PinRequest last = request(PinRequest.Kind.PIN, 1);

    assertThatThrownBy(() -> new PinFile(file).enter(last))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("one try is left");
    assertThat(text(new PinFile(file, true).enter(last))).isEqualTo("271828");
    Map<String, String> environment = Map.of("PIN", "271828");
    assertThatThrownBy(() -> new PinVariable("PIN", environment, false).enter(last))
        .isInstanceOf(TokenException.PinNotGiven.class);
    assertThat(text(new PinVariable("PIN", environment, true).enter(last))).isEqualTo("271828");
  }

  @Test
  void anUnsetVariableIsNamed() {
    assertThatThrownBy(
            () -> new PinVariable("PIN", Map.of(), false).enter(request(PinRequest.Kind.PIN, 3)))
        .hasMessageContaining("the variable PIN holds no PIN");
  }

  @Test
  void noEntryTellsWhereAPinCanComeFrom() {
    assertThatThrownBy(() -> PinEntry.none().enter(request(PinRequest.Kind.PIN, 3)))
        .isInstanceOfSatisfying(
            TokenException.PinNotGiven.class, e -> assertThat(e.remedy()).contains("--pin-file"));
  }

  @Test
  void whatTheTokenTookIsHeldForItAlone() {
    AtomicInteger asked = new AtomicInteger();
    HeldPins held =
        new HeldPins(r -> Secret.copyOf(("27182" + asked.getAndIncrement()).toCharArray()));
    PinRequest request = request(PinRequest.Kind.PIN, 3);

    held.enter(request).close();
    held.accepted(request);

    assertThat(text(held.enter(request))).isEqualTo("271820");
    PinRequest other =
        new PinRequest(
            PinRequest.Kind.PIN, new Object(), () -> "other", "sign", OptionalInt::empty);
    assertThat(text(held.enter(other))).as("another token").isEqualTo("271821");
    assertThat(text(held.enter(request(PinRequest.Kind.PUK, 3))))
        .as("another secret")
        .isEqualTo("271822");
    held.close();
    assertThat(text(held.enter(request))).as("after closing").isEqualTo("271823");
  }

  @Test
  void whatTheTokenRefusedOrHasNotTakenIsAskedAnew() {
    AtomicInteger asked = new AtomicInteger();
    HeldPins held =
        new HeldPins(r -> Secret.copyOf(("27182" + asked.getAndIncrement()).toCharArray()));
    PinRequest request = request(PinRequest.Kind.PIN, 3);

    held.enter(request).close();
    assertThat(text(held.enter(request))).as("not accepted").isEqualTo("271821");
    held.rejected(request);
    assertThat(text(held.enter(request))).as("rejected").isEqualTo("271822");
  }

  @Test
  void whatTheTokenTookOfOneThreadIsNotWhatAnotherWasAnsweredMeanwhile() {
    AtomicInteger asked = new AtomicInteger();
    HeldPins held =
        new HeldPins(r -> Secret.copyOf(("27182" + asked.getAndIncrement()).toCharArray()));
    PinRequest first = request(PinRequest.Kind.PIN, 3);
    PinRequest second = request(PinRequest.Kind.PIN, 3);

    held.enter(first).close();
    held.enter(second).close();
    held.accepted(first);

    assertThat(text(held.enter(request(PinRequest.Kind.PIN, 3))))
        .as("the second answer was not accepted")
        .isEqualTo("271822");
  }

  @Test
  void aHeldPinAsksTheTokenForNoTriesLeft() {
    PinRequest request =
        new PinRequest(
            PinRequest.Kind.PIN,
            attachment,
            () -> "piv:",
            "sign",
            () -> {
              throw new AssertionError("asked");
            });
    HeldPins held = new HeldPins(r -> Secret.copyOf(new byte[] {1}));

    held.enter(request).close();
    held.accepted(request);

    assertThat(held.enter(request).bytes()).containsExactly(1);
  }
}
