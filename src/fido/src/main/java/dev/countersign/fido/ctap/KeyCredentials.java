package dev.countersign.fido.ctap;

import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.StoredCredentials;
import dev.countersign.device.fido.UserAccount;
import dev.countersign.wire.ChannelException;
import java.util.List;
import java.util.Optional;

/** The credentials that a key stores. */
final class KeyCredentials implements StoredCredentials {
  private final KeySession session;

  KeyCredentials(KeySession session) {
    this.session = session;
  }

  /** Whether a key lets its credentials be looked at. */
  static boolean areThere(SecurityKeyInfo info) {
    return info.has("credMgmt") || preview(info);
  }

  private static boolean preview(SecurityKeyInfo info) {
    return info.versions().contains("FIDO_2_1_PRE") && info.has("credentialMgmtPreview");
  }

  private interface Work<T> {
    T apply(CredentialCommands commands) throws ChannelException;
  }

  @Override
  public Space space() {
    return run("ask for the room left", CredentialCommands::space);
  }

  @Override
  public List<StoredCredential> list() {
    return run("list its credentials", CredentialCommands::list);
  }

  @Override
  public void rename(Identifier credential, UserAccount user) {
    if (!session.info().has("credMgmt")) {
      throw new TokenException.Unsupported(
          session.knownUri().toString(),
          "rename a credential",
          "this key cannot rename what it stores",
          "use a key that speaks CTAP 2.1, or make the credential anew");
    }
    run("rename a credential", commands -> commands.rename(credential, user));
  }

  @Override
  public void delete(Identifier credential) {
    run("remove a credential", commands -> commands.delete(credential));
  }

  private <T> T run(String operation, Work<T> work) {
    Optional<T> done = withHeldToken(operation, work);
    return done.orElseGet(() -> verified(operation, work));
  }

  /** Empty when there is no token, or the key does not take it any more. */
  private <T> Optional<T> withHeldToken(String operation, Work<T> work) {
    return session.work(
        session.task(operation),
        card -> {
          Optional<HeldToken> held = card.lane().memory().recall(HeldToken.class);
          if (held.isEmpty()) {
            return Optional.empty();
          }
          try {
            return Optional.of(work.apply(commands(card, held.get().token())));
          } catch (CtapError e) {
            boolean over =
                e.is(Ctap.PIN_AUTH_INVALID)
                    || e.is(Ctap.TOKEN_EXPIRED)
                    || e.is(Ctap.VERIFICATION_REQUIRED)
                    || e.is(Ctap.UNAUTHORIZED_PERMISSION);
            if (!over) {
              throw e;
            }
            card.lane().memory().forget(HeldToken.class);
            return Optional.empty();
          }
        });
  }

  private <T> T verified(String operation, Work<T> work) {
    SecurityKeyInfo info = session.info();
    Check check = Check.forManaging(info);
    if (check == Check.NONE) {
      throw CtapProblems.notVerified(session.task(operation));
    } else if (check == Check.KEY_OPTION) {
      throw new TokenException.Unsupported(
          session.knownUri().toString(),
          operation,
          "this key gives no token after it verified the person",
          "use another key");
    }
    return new Ceremonies<>(
            session,
            operation,
            Ceremony.of(operation + " on " + session.knownUri()),
            turn -> {
              AuthToken token = turn.giveToken();
              turn.card().lane().memory().keep(new HeldToken(token));
              return work.apply(commands(turn.card(), token));
            })
        .run(check, new Ceremonies.Scope(Ctap.MAY_MANAGE_CREDENTIALS, ""));
  }

  private static CredentialCommands commands(KeyCard card, AuthToken token)
      throws ChannelException {
    SecurityKeyInfo info = card.info();
    return new CredentialCommands(
        card,
        token,
        info.has("credMgmt") ? Ctap.CREDENTIAL_MANAGEMENT : Ctap.CREDENTIAL_MANAGEMENT_PREVIEW);
  }
}
