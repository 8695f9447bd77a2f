package dev.countersign.device.fido;

import dev.countersign.device.TokenException;
import java.util.List;

/** Capability: how the key behaves can be set ([CTAP2.1] 6.6, 6.11). */
public interface SecurityKeySettings {

  /**
   * Removes all credentials and the PIN, for good. Keys want it within 10 seconds after they were
   * plugged in, and a touch.
   *
   * @throws TokenException.Refused when it was plugged in longer ago
   */
  void reset(Ceremony ceremony);

  /**
   * Has every use want verification, or not.
   *
   * @throws TokenException.Unsupported when this key cannot
   */
  void alwaysVerify(boolean on);

  /**
   * Sets the shortest PIN that the key takes from now on; only a reset makes it shorter.
   *
   * @param characters Unicode code points
   * @param toldTo identifiers of relying parties that may ask for it; empty: as they are
   * @param changeNow whether the PIN has to be changed before its next use
   * @throws TokenException.Refused when it is shorter than the one set
   * @throws TokenException.Unsupported when this key cannot
   */
  void minimumPinLength(int characters, List<String> toldTo, boolean changeNow);
}
