package dev.countersign.cli.keys;

import dev.countersign.cli.TokenSession;
import dev.countersign.device.KeyAudit;
import dev.countersign.device.KeyAudit.Protection;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.Token;
import dev.countersign.device.TokenKey;
import java.util.List;
import java.util.Optional;

/** How the keys of a token are protected. */
final class TokenAudit {
  private TokenAudit() {}

  /** Of each key that can be seen. */
  static List<Protection> of(TokenSession session, Token token) {
    return token.kind().equals(Places.PIV)
        ? session.keys(token).stream().map(TokenAudit::ofPiv).toList()
        : token.require(KeyAudit.class).audit();
  }

  // [SP800-73-4/2] 3: no command reads or wraps a private key
  private static Protection ofPiv(TokenKey key) {
    Optional<Boolean> generated = key.origin().map(KeyOrigin.GENERATED::equals);
    return new Protection(
        key.uri(),
        key.algorithm().externalName(),
        Optional.of(true),
        Optional.of(false),
        generated,
        generated,
        generated,
        Optional.empty());
  }
}
