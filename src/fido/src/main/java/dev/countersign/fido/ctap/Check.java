package dev.countersign.fido.ctap;

import dev.countersign.card.application.Task;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.Verification;

/** How the person is verified in one ceremony ([CTAP2.1] 6.1.2, 6.2.2, 7.2). */
enum Check {
  /** Not at all. */
  NONE,
  /** By the PIN, for which the key gives a token. */
  PIN,
  /** By the key itself, which gives a token. */
  KEY_TOKEN,
  /** By the key itself, within the message. */
  KEY_OPTION;

  /** For a new credential. */
  static Check forMaking(
      SecurityKeyInfo info, Verification wanted, boolean discoverable, Task task) {
    boolean optional = info.has("makeCredUvNotRqd") && !discoverable;
    boolean keyWants =
        info.has("alwaysUv") || (!optional && (info.has("clientPin") || info.has("uv")));
    return of(info, wanted, keyWants, task);
  }

  /** For an assertion. */
  static Check forProving(SecurityKeyInfo info, Verification wanted, Task task) {
    return of(info, wanted, info.has("alwaysUv"), task);
  }

  private static Check of(SecurityKeyInfo info, Verification wanted, boolean keyWants, Task task) {
    Check best = best(info, !info.has("noMcGaPermissionsWithClientPin"));
    if (wanted == Verification.REQUIRED || keyWants) {
      return required(best, info, task);
    }
    return wanted == Verification.PREFERRED ? best : NONE;
  }

  /** For work with what a key stores. */
  static Check forManaging(SecurityKeyInfo info) {
    return best(info, true);
  }

  /** For how a key is set, which few let a sensor alone decide ([CTAP2.1] 6.4, uvAcfg). */
  static Check forConfiguring(SecurityKeyInfo info) {
    Check best = best(info, true);
    return best == KEY_TOKEN && !info.has("uvAcfg") && info.has("clientPin") ? PIN : best;
  }

  private static Check best(SecurityKeyInfo info, boolean pinCounts) {
    if (info.has("uv")) {
      return info.has("pinUvAuthToken") ? KEY_TOKEN : KEY_OPTION;
    }
    return pinCounts && info.has("clientPin") ? PIN : NONE;
  }

  private static Check required(Check best, SecurityKeyInfo info, Task task) {
    if (best != NONE) {
      return best;
    } else if (info.knows("clientPin") && !info.has("clientPin")) {
      throw CtapProblems.notVerified(task);
    }
    throw new TokenException.Unsupported(
        task.name(),
        task.operation(),
        "the person must be verified, and this key has no way to: no PIN and no sensor",
        "use a key that speaks CTAP 2");
  }
}
