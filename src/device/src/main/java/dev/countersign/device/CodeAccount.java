package dev.countersign.device;

import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An account of which a token makes codes. What a token does not tell without a further command is
 * empty.
 *
 * @param uri its name: {@code oath:serial=12345678;account=AWS:alice}
 * @param id its name on the token
 * @param kind what moves its codes on
 * @param hash the hash function, when known
 * @param digits how many digits a code has, when known
 * @param touch whether a code wants a touch, when known
 */
public record CodeAccount(
    TokenUri uri,
    AccountId id,
    CodeKind kind,
    Optional<OathHash> hash,
    OptionalInt digits,
    Optional<Boolean> touch) {}
