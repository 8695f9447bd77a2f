package dev.countersign.device.fido;

import java.util.Optional;

/**
 * Whose credential it is.
 *
 * @param handle the user handle, at most 64 bytes; names nobody
 * @param name the account's name: {@code alice@example.org}; keys may keep it to themselves
 * @param displayName the person's name
 */
public record UserAccount(Identifier handle, Optional<String> name, Optional<String> displayName) {
  /** The longest user handle, in bytes ([WEBAUTHN-3] 5.4.3). */
  public static final int MAX_HANDLE_BYTES = 64;

  /** An account. */
  public UserAccount {
    if (handle.length() > MAX_HANDLE_BYTES) {
      throw new IllegalArgumentException(
          "a user handle has at most %d bytes, not %d"
              .formatted(MAX_HANDLE_BYTES, handle.length()));
    }
  }
}
