package dev.countersign.fido.webauthn;

import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.UserAccount;
import java.util.List;
import java.util.Optional;

/** Asks the person as whom to sign in, where the key holds several accounts. */
@FunctionalInterface
public interface AccountChooser {
  /** Nobody is there to choose: which account is meant must be known before. */
  AccountChooser NOBODY = (relyingParty, accounts) -> Optional.empty();

  /** Takes the account that was registered last. */
  AccountChooser NEWEST = (relyingParty, accounts) -> Optional.of(accounts.get(0));

  /**
   * One of several.
   *
   * @param credential the identifier of its credential
   * @param user whose it is; keys tell names only after the person was verified
   */
  record Account(Identifier credential, Optional<UserAccount> user) {}

  /**
   * Chooses.
   *
   * @param relyingParty the identifier of the relying party
   * @param accounts at least two, the newest first; their names come from relying parties: whoever
   *     shows them takes care of what is in them
   * @return one of them; empty to go no further
   */
  Optional<Account> choose(String relyingParty, List<Account> accounts);
}
