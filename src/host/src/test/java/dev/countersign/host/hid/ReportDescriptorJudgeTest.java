package dev.countersign.host.hid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Yubico's library for Python reads descriptors too. */
@Tag("native")
@Timeout(60)
class ReportDescriptorJudgeTest {
  private static final String JUDGE =
      """
      import sys
      from fido2.hid.base import parse_report_descriptor
      try:
        print(*parse_report_descriptor(bytes.fromhex(sys.argv[1])))
      except ValueError:
        print("none")
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        Descriptors.FIDO,
        Descriptors.KEYBOARD,
        Descriptors.MOUSE,
        Descriptors.YUBIKEY_KEYBOARD,
        "06D0F10901A10109207508954081020921750895209102C0",
        "06D0F10902A10109207508954081020921750895409102C0"
      })
  void securityKeysAreTheSameToBoth(String descriptor) throws Exception {
    String ours =
        ReportDescriptor.fido(Descriptors.bytes(descriptor))
            .map(reports -> reports.inputBits() / 8 + " " + reports.outputBits() / 8)
            .orElse("none");
    assertThat(ours).isEqualTo(judged(descriptor));
  }

  private static String judged(String descriptor) throws IOException, InterruptedException {
    Process judge =
        new ProcessBuilder("/usr/bin/python3", "-c", JUDGE, descriptor)
            .redirectErrorStream(true)
            .start();
    String said = new String(judge.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(judge.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(judge.exitValue()).as(said).isZero();
    return said;
  }
}
