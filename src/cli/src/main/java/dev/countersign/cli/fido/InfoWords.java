package dev.countersign.cli.fido;

import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.SecurityKeyPins;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a key says about itself, in words. */
final class InfoWords {
  private static final UUID NONE = new UUID(0, 0);
  private static final Map<String, String> VERSIONS =
      Map.of(
          "U2F_V2", "U2F",
          "FIDO_2_0", "CTAP 2.0",
          "FIDO_2_1_PRE", "CTAP 2.1 draft",
          "FIDO_2_1", "CTAP 2.1",
          "FIDO_2_2", "CTAP 2.2",
          "FIDO_2_3", "CTAP 2.3");
  private static final List<String> ORDER =
      List.of("FIDO_2_3", "FIDO_2_2", "FIDO_2_1", "FIDO_2_1_PRE", "FIDO_2_0", "U2F_V2");

  private InfoWords() {}

  /** The newest version that it speaks: {@code CTAP 2.1}. */
  static String speaks(SecurityKeyInfo info) {
    return ORDER.stream()
        .filter(info.versions()::contains)
        .findFirst()
        .map(InfoWords::version)
        .orElse("?");
  }

  /** All versions, the newest first; what is not known here comes last, as the key has it. */
  static String versions(SecurityKeyInfo info) {
    Stream<String> known = ORDER.stream().filter(info.versions()::contains);
    Stream<String> others = info.versions().stream().filter(name -> !ORDER.contains(name)).sorted();
    return Stream.concat(known, others).map(InfoWords::version).collect(Collectors.joining(", "));
  }

  private static String version(String name) {
    return VERSIONS.getOrDefault(name, name);
  }

  /** How it is reached. */
  static String transports(SecurityKeyInfo info) {
    return info.transports().isEmpty() ? "not told" : String.join(", ", info.transports());
  }

  /** Whether a PIN is set, without asking the key. */
  static String pin(SecurityKeyInfo info) {
    if (!info.knows("clientPin")) {
      return "none";
    }
    return info.has("clientPin") ? "set" : "not set";
  }

  /** How the PIN stands. */
  static String pin(SecurityKeyInfo info, Optional<SecurityKeyPins.State> state) {
    if (state.isEmpty()) {
      return "none: this key knows no PIN";
    } else if (!state.get().set()) {
      return "not set";
    }
    int left = state.get().attemptsLeft();
    if (left == 0) {
      return "blocked for good: only countersign fido reset helps";
    } else if (state.get().plugInAgain()) {
      return "not taken before the key is plugged in again; then %s left".formatted(tries(left));
    }
    return "set, %s left%s"
        .formatted(tries(left), info.pin().mustChange() ? "; it has to be changed first" : "");
  }

  private static String tries(int left) {
    return left == 1 ? "1 try" : left + " tries";
  }

  /** The identifier of the make; empty when the key names none. */
  static Optional<String> aaguid(SecurityKeyInfo info) {
    return Optional.of(info.aaguid()).filter(id -> !id.equals(NONE)).map(UUID::toString);
  }

  /** A COSE number by its name ([COSE]). */
  static String algorithm(int number) {
    return switch (number) {
      case -7 -> "ES256";
      case -8 -> "EdDSA";
      case -35 -> "ES384";
      case -36 -> "ES512";
      case -257 -> "RS256";
      default -> Integer.toString(number);
    };
  }
}
