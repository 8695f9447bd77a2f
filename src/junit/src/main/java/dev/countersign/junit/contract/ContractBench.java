package dev.countersign.junit.contract;

import dev.countersign.device.Token;
import dev.countersign.device.TokenIdentity;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.wire.ChannelSource;

/**
 * One token on which the contract is tried: as its maker delivers it, with no keys, the factory's
 * PIN, PUK and management key. Each test has a bench of its own and closes it.
 */
public interface ContractBench extends AutoCloseable {

  /**
   * The bench of the token that a channel source shows: a reader, or a simulator of one's own.
   *
   * @param source where the token is, closed with the bench; the token has to be as its maker
   *     delivers it
   * @param uri which one is meant: {@code piv:} when there is only one
   */
  static ContractBench of(ChannelSource source, TokenUri uri) {
    return new AttachedBench(source, uri);
  }

  /** The tokens that are attached, asking {@link #pins()}; the one on the bench among them. */
  Tokens tokens();

  /** The URI of the token on the bench, with what is needed to be unique: its serial number. */
  TokenUri uri();

  /** What is answered when the token wants something; the factory's values at first. */
  ScriptedPins pins();

  /** The token on the bench. */
  default Token token() {
    return tokens().find(uri());
  }

  /**
   * Whether the token itself says which keys it holds. A plain SP 800-73 card does not: a key is
   * known by its certificate. YubiKeys do from firmware 5.3 on ([YK-PIV] GET METADATA).
   */
  default boolean namesKeysWithoutCertificate() {
    TokenIdentity identity = token().identity();
    return identity.label().startsWith("YubiKey")
        && identity
            .firmware()
            .map(Runtime.Version::parse)
            .filter(version -> version.compareTo(Runtime.Version.parse("5.3")) >= 0)
            .isPresent();
  }

  @Override
  void close();
}
