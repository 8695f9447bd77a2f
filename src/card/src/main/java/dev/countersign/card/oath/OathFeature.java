package dev.countersign.card.oath;

import dev.countersign.card.application.Firmware;
import dev.countersign.card.application.Task;
import dev.countersign.device.TokenException;

/** What not every version of the application can do ([YK-OATH]), and since which. */
enum OathFeature {
  /** Accounts whose codes want a touch. */
  TOUCH(4, 2, 6, "ask for a touch before a code"),
  /** Accounts of SHA-512. */
  SHA512(4, 3, 1, "make codes with SHA-512"),
  /** RENAME. */
  RENAME(5, 3, 1, "rename an account");

  @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
  private final Firmware since;

  private final String ability;

  OathFeature(int major, int minor, int patch, String ability) {
    this.since = new Firmware(major, minor, patch);
    this.ability = ability;
  }

  boolean in(Firmware version) {
    return version.compareTo(since) >= 0;
  }

  /**
   * Fails where the version lacks it.
   *
   * @throws TokenException.Unsupported then
   */
  void require(Firmware version, Task task) {
    if (!in(version)) {
      throw new TokenException.Unsupported(
          task.name(),
          task.operation(),
          "the OATH application %s of this token cannot %s; versions from %s on can"
              .formatted(version, ability, since),
          this == RENAME
              ? "remove it and add it anew under the other name"
              : "do without, or use another token");
    }
  }
}
