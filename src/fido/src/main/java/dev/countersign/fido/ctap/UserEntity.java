package dev.countersign.fido.ctap;

import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.UserAccount;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.Optional;

/** Reads an account from an answer ([WEBAUTHN-3] 5.4.3). */
final class UserEntity {
  private UserEntity() {}

  static Optional<UserAccount> read(Optional<CborMap> entity) throws CborException {
    if (entity.isEmpty()) {
      return Optional.empty();
    }
    Identifier handle = Answer.identifier(entity.get());
    if (handle.length() > UserAccount.MAX_HANDLE_BYTES) {
      throw new CborException(CborException.Kind.TYPE, "a user handle is too long");
    }
    return Optional.of(
        new UserAccount(handle, entity.get().text("name"), entity.get().text("displayName")));
  }
}
