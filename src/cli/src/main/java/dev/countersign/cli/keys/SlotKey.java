package dev.countersign.cli.keys;

import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.keyfiles.PublicKeyFile;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.TokenUri;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The key in a slot, for signing its own certificate or request. A card of the bare standard tells
 * a public key through the certificate beside it only, so the caller may have its public half in a
 * file.
 */
final class SlotKey {
  private SlotKey() {}

  /**
   * Finds the key.
   *
   * @param file its public half, for cards that do not tell it
   */
  static SigningKey find(
      Invocation invocation, TokenSession session, TokenUri uri, @Nullable Path file) {
    return file == null
        ? session.signingKey(uri)
        : session
            .find(uri)
            .require(SigningKeys.class)
            .find(uri, PublicKeyFile.read(invocation.surroundings().in(), file));
  }
}
