package dev.countersign.fido.webauthn;

import dev.countersign.device.fido.Assertion;
import dev.countersign.device.fido.AssertionRequest;
import dev.countersign.device.fido.AssertionRequest.LargeBlob;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.SecretSalt;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.Verification;
import dev.countersign.fido.webauthn.WebAuthnException.Kind;
import java.util.List;
import java.util.Optional;

/** The authentication ceremony ([WEBAUTHN-3] 5.1.4). */
final class SignIn {
  private final Surroundings surroundings;
  private final SignInOptions options;
  private final SignInExtensions extensions;
  private final String rpId;
  private final ClientData clientData;

  SignIn(Surroundings surroundings, SignInOptions options) {
    this.surroundings = surroundings;
    this.options = options;
    extensions = options.extensions();
    rpId = surroundings.page().relyingParty(options.rpId());
    clientData = new ClientData(ClientData.GET, options.challenge(), surroundings.page());
  }

  String run() {
    Optional<String> appId =
        extensions.appId().map(wanted -> surroundings.page().application(wanted));
    SecurityKey key = surroundings.key();
    SecurityKeyInfo info = Surroundings.asking(key::info);
    Surroundings.requireVerifies(info, options.verification());
    Ceremony ceremony = surroundings.ceremony("sign in to " + rpId, options.timeout());
    boolean old = appId.isPresent() && isOld(appId.get(), ceremony);
    String provedTo = old ? appId.orElse(rpId) : rpId;
    Wanted wanted = wanted(info, old, ceremony);
    List<Assertion> found =
        Surroundings.asking(() -> key.prove(request(provedTo, wanted), ceremony));
    try (Assertion chosen = chosen(found)) {
      if (!options.allow().isEmpty() && !options.allow().contains(chosen.credential())) {
        throw WebAuthnException.badAnswer("it is a credential that was not asked for");
      }
      Attested.requireFor(provedTo, chosen.authenticatorData());
      return Responses.signIn(clientData, chosen, extensions, appId.map(id -> old));
    } finally {
      found.forEach(Assertion::close);
    }
  }

  /** Whether the key holds a credential for the application alone ([WEBAUTHN-3] 10.1.1). */
  private boolean isOld(String appId, Ceremony ceremony) {
    SecurityKey key = surroundings.key();
    return !options.allow().isEmpty()
        && Surroundings.asking(
            () ->
                Probe.finds(key, rpId, options.allow(), ceremony).isEmpty()
                    && Probe.finds(key, appId, options.allow(), ceremony).isPresent());
  }

  /**
   * What is asked of the key.
   *
   * @param allow of which credentials one will do
   * @param salts for which secrets are wanted; empty: none
   */
  private record Wanted(List<Identifier> allow, List<SecretSalt> salts) {}

  /** Salts go to the key before it says which credential it holds, so that is found out first. */
  private Wanted wanted(SecurityKeyInfo info, boolean old, Ceremony ceremony) {
    boolean derives =
        !old && info.extensions().contains("hmac-secret") && Surroundings.verifies(info);
    if (!derives) {
      return new Wanted(options.allow(), List.of());
    } else if (extensions.prf().isEmpty()) {
      return new Wanted(options.allow(), extensions.hmacGetSecret());
    }
    SignInExtensions.Prf prf = extensions.prf().get();
    if (prf.byCredential().isEmpty()) {
      return new Wanted(options.allow(), prf.usual());
    }
    Identifier held = options.allow().size() == 1 ? options.allow().get(0) : held(ceremony);
    return new Wanted(List.of(held), prf.saltsOf(held));
  }

  /** A key that tells nothing before the person was verified is asked once more for that. */
  private Identifier held(Ceremony ceremony) {
    SecurityKey key = surroundings.key();
    return Surroundings.asking(
        () -> {
          Optional<Identifier> probed = Probe.finds(key, rpId, options.allow(), ceremony);
          if (probed.isPresent()) {
            return probed.get();
          }
          List<Assertion> proved =
              key.prove(
                  AssertionRequest.of(
                      clientData.hash(), rpId, options.allow(), Verification.REQUIRED),
                  ceremony);
          proved.forEach(Assertion::close);
          return proved.get(0).credential();
        });
  }

  private AssertionRequest request(String provedTo, Wanted wanted) {
    boolean verified = extensions.prf().isPresent() && !wanted.salts().isEmpty();
    Optional<LargeBlob> blob = extensions.largeBlob();
    return new AssertionRequest(
        clientData.hash(),
        provedTo,
        wanted.allow(),
        verified ? Verification.REQUIRED : options.verification(), // [WEBAUTHN-3] 10.1.4
        true,
        wanted.salts(),
        blob,
        extensions.blob());
  }

  private Assertion chosen(List<Assertion> found) {
    if (found.size() == 1) {
      return found.get(0);
    }
    List<AccountChooser.Account> accounts =
        found.stream()
            .map(each -> new AccountChooser.Account(each.credential(), each.user()))
            .toList();
    Optional<Identifier> choice =
        surroundings.chooser().choose(rpId, accounts).map(AccountChooser.Account::credential);
    return found.stream()
        .filter(each -> choice.filter(each.credential()::equals).isPresent())
        .findFirst()
        .orElseThrow(
            () ->
                WebAuthnException.of(
                    Kind.NOT_ALLOWED,
                    "the key holds %d accounts of %s, and none was chosen"
                        .formatted(accounts.size(), rpId),
                    "say which one is meant"));
  }
}
