package dev.countersign.device.fido;

import dev.countersign.device.TokenException;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Capability: the credentials that are stored on the key can be looked at and changed ([CTAP2.1]
 * 6.8). All want the PIN, or the person verified in the key's own way.
 */
public interface StoredCredentials {

  /**
   * One that is stored.
   *
   * @param relyingParty for whom; its name may be empty
   * @param user whose
   * @param id its identifier
   * @param publicKey the public key; empty when it is of a kind that Java does not know
   * @param protection how it is protected, as far as the key tells
   */
  record StoredCredential(
      RelyingParty relyingParty,
      UserAccount user,
      Identifier id,
      Optional<PublicKey> publicKey,
      Optional<Protection> protection) {}

  /**
   * How much room there is.
   *
   * @param stored how many are stored
   * @param left how many more can be, about
   */
  record Space(int stored, OptionalInt left) {}

  /** How much room there is. */
  Space space();

  /** All that are stored, by relying party in the key's own order. */
  List<StoredCredential> list();

  /**
   * Gives the account of a credential other names; its handle stays.
   *
   * @throws TokenException.NoKey when the key holds no such credential
   * @throws TokenException.Unsupported when this key cannot
   */
  void rename(Identifier credential, UserAccount user);

  /**
   * Removes a credential, for good.
   *
   * @throws TokenException.NoKey when the key holds no such credential
   */
  void delete(Identifier credential);
}
