package dev.countersign.host.pkcs11;

import dev.countersign.device.SigningKey;
import dev.countersign.device.Tokens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** A module that misbehaves as it is told, and a token behind it, for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ShimCase {
  final Shim shim;
  final ShimToken token;

  /** Builds them under a name of their own. */
  ShimCase(String name) {
    shim = new Shim(name);
    token = new ShimToken(name);
  }

  /** Whatever the last test did: no session is left, and nothing fails. */
  @BeforeEach
  final void behave() {
    shim.drop();
    shim.behave();
  }

  /** The key of the token; sessions and a login are there, since it signed. */
  final SigningKey used(Tokens tokens) {
    SigningKey key = token.key(tokens);
    ShimToken.signs(key, key.publicKey(), "before");
    return key;
  }
}
