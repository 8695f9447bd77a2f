package dev.countersign.relyingparty.webauthn;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a list of makers reports of a make and may be a reason to refuse it ([FIDO-MDS] 3.1.4). What
 * is reported stays reported: nothing in a response says whether the firmware of a key was updated
 * since.
 */
public enum MakeStatus {
  /** It is to be trusted for nothing. */
  REVOKED,
  /** It can be used without the PIN or finger of its user. */
  USER_VERIFICATION_BYPASS,
  /** Others can make statements as it does. */
  ATTESTATION_KEY_COMPROMISE,
  /** Keys can be guessed or taken out from afar. */
  USER_KEY_REMOTE_COMPROMISE,
  /** Keys can be taken out by whoever holds it. */
  USER_KEY_PHYSICAL_COMPROMISE,
  /** There is newer firmware; alone no reason to refuse it. */
  UPDATE_AVAILABLE;

  /** Those after which no key should be registered: all but {@link #UPDATE_AVAILABLE}. */
  public static final Set<MakeStatus> BAD =
      Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(UPDATE_AVAILABLE)));

  /** One of these; empty for others, of which there are more each year. */
  static Optional<MakeStatus> of(String status) {
    return Arrays.stream(values()).filter(each -> each.name().equals(status)).findAny();
  }
}
