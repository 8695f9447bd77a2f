package dev.countersign.cli.fido;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.fido.SecurityKeyInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InfoWordsTest {
  private static SecurityKeyInfo key(String... versions) {
    return new SecurityKeyInfo(
        Set.of(versions),
        Set.of(),
        new UUID(0, 0),
        Map.of(),
        new SecurityKeyInfo.Limits(
            1024, OptionalInt.empty(), OptionalInt.empty(), 0, 0, OptionalInt.empty()),
        List.of(),
        List.of(),
        List.of(),
        new SecurityKeyInfo.PinRules(4, 63, false),
        Optional.empty());
  }

  @Test
  void newestVersionIsSaidFirst() {
    SecurityKeyInfo info = key("U2F_V2", "FIDO_2_0", "FIDO_2_1", "FIDO_2_2", "FIDO_2_3");
    assertThat(InfoWords.speaks(info)).isEqualTo("CTAP 2.3");
    assertThat(InfoWords.versions(info)).isEqualTo("CTAP 2.3, CTAP 2.2, CTAP 2.1, CTAP 2.0, U2F");
  }

  @Test
  void versionThatNobodyKnowsIsNotKeptBack() {
    assertThat(InfoWords.versions(key("FIDO_9", "U2F_V2"))).isEqualTo("U2F, FIDO_9");
    assertThat(InfoWords.speaks(key("FIDO_9"))).isEqualTo("?");
  }

  @Test
  void keyThatNamesNoTransportsHasNotToldThem() {
    assertThat(InfoWords.transports(key("FIDO_2_0"))).isEqualTo("not told");
  }
}
