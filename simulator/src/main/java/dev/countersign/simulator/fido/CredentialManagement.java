package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** AuthenticatorCredentialManagement ([CTAP2.1] 6.8), and the command that came before it. */
final class CredentialManagement {
  private static final int SUBCOMMAND = 1;
  private static final int PARAMETERS = 2;
  private static final int PROTOCOL = 3;
  private static final int AUTH_PARAM = 4;
  private static final int METADATA = 1;
  private static final int RPS_BEGIN = 2;
  private static final int RPS_NEXT = 3;
  private static final int CREDENTIALS_BEGIN = 4;
  private static final int CREDENTIALS_NEXT = 5;
  private static final int DELETE = 6;
  private static final int UPDATE_USER = 7;
  private static final int RP_ID_HASH = 1;
  private static final int CREDENTIAL_ID = 2;
  private static final int USER = 3;

  private final FidoCard card;
  private final Verification verification;

  CredentialManagement(FidoCard card, Verification verification) {
    this.card = card;
    this.verification = verification;
  }

  /**
   * Executes a subcommand.
   *
   * @param preview whether it came with the command of FIDO 2.1 PRE
   */
  CborMap execute(CborMap request, boolean preview) throws CborException, CtapRefusal {
    long asked = Parameters.required(request.integer(SUBCOMMAND));
    CtapRefusal.unless(
        asked >= METADATA && asked <= (preview ? DELETE : UPDATE_USER),
        CtapStatus.INVALID_SUBCOMMAND);
    int subcommand = (int) asked;
    if (subcommand == RPS_NEXT || subcommand == CREDENTIALS_NEXT) {
      return card.session()
          .unfinished(PendingListing.class)
          .flatMap(listing -> listing.next(subcommand))
          .orElseThrow(() -> new CtapRefusal(CtapStatus.NOT_ALLOWED));
    }
    card.session().interrupt();
    CborMap parameters = request.map(PARAMETERS).orElse(Cbor.map().build());
    PinToken token = token(request, subcommand, preview);
    return switch (subcommand) {
      case METADATA -> metadata(token);
      case RPS_BEGIN -> relyingParties(token);
      case CREDENTIALS_BEGIN ->
          credentials(token, Parameters.required(parameters.bytes(RP_ID_HASH)));
      case DELETE -> delete(credential(parameters, token));
      default ->
          update(
              credential(parameters, token), User.read(Parameters.required(parameters.map(USER))));
    };
  }

  private PinToken token(CborMap request, int subcommand, boolean preview)
      throws CborException, CtapRefusal {
    Optional<byte[]> signature = request.bytes(AUTH_PARAM);
    CtapRefusal.unless(signature.isPresent(), CtapStatus.PUAT_REQUIRED);
    byte[] message = {(byte) subcommand};
    byte[] parameters = request.get(PARAMETERS).map(Cbor::encode).orElse(new byte[0]);
    int permission =
        PinToken.CREDENTIAL_MANAGEMENT | (preview ? PinToken.MANAGEMENT_OF_FIDO_2_1_PRE : 0);
    return verification.requireToken(
        request, signature.orElseThrow(), PROTOCOL, permission, message, parameters);
  }

  private CborMap metadata(PinToken token) throws CtapRefusal {
    CtapRefusal.unless(!token.bound(), CtapStatus.PIN_AUTH_INVALID);
    int existing = card.state().credentials().size();
    return Cbor.map().put(1, existing).put(2, card.features().maxCredentials() - existing).build();
  }

  private CborMap relyingParties(PinToken token) throws CtapRefusal {
    CtapRefusal.unless(!token.bound(), CtapStatus.PIN_AUTH_INVALID);
    List<String> rpIds =
        card.state().credentials().stream()
            .map(one -> one.discoverable().orElseThrow().rpId())
            .distinct()
            .toList();
    List<CborMap> entries = new ArrayList<>();
    for (String rpId : rpIds) {
      CborMap.Builder entry =
          Cbor.map().put(3, Cbor.map().put("id", rpId).build()).put(4, Hashes.ofRpId(rpId));
      entries.add(entries.isEmpty() ? entry.put(5, rpIds.size()).build() : entry.build());
    }
    return first(RPS_NEXT, entries);
  }

  private CborMap credentials(PinToken token, byte[] rpIdHash) throws CtapRefusal {
    CtapRefusal.unless(token.reaches(rpIdHash), CtapStatus.PIN_AUTH_INVALID);
    List<Credential> found =
        card.state().credentials().stream()
            .filter(
                one ->
                    Arrays.equals(Hashes.ofRpId(one.discoverable().orElseThrow().rpId()), rpIdHash))
            .toList();
    List<CborMap> entries = new ArrayList<>();
    for (Credential credential : found) {
      CborMap.Builder entry =
          Cbor.map()
              .put(6, credential.discoverable().orElseThrow().user().write(true))
              .put(7, credential.descriptor())
              .put(8, credential.source().key().publicKey())
              .put(10, credential.source().protection());
      credential.largeBlobKey().ifPresent(key -> entry.put(11, key));
      entries.add(entries.isEmpty() ? entry.put(9, found.size()).build() : entry.build());
    }
    return first(CREDENTIALS_NEXT, entries);
  }

  private CborMap first(int next, List<CborMap> entries) throws CtapRefusal {
    CtapRefusal.unless(!entries.isEmpty(), CtapStatus.NO_CREDENTIALS);
    card.session().unfinished(new PendingListing(next, entries.subList(1, entries.size())));
    return entries.get(0);
  }

  private Credential credential(CborMap parameters, PinToken token)
      throws CborException, CtapRefusal {
    CborMap descriptor = Parameters.required(parameters.map(CREDENTIAL_ID));
    Optional<Credential> found = card.state().find(Parameters.required(descriptor.bytes("id")));
    CtapRefusal.unless(found.isPresent(), CtapStatus.NO_CREDENTIALS);
    Credential credential = found.orElseThrow();
    String rpId = credential.discoverable().orElseThrow().rpId();
    CtapRefusal.unless(token.reaches(rpId), CtapStatus.PIN_AUTH_INVALID);
    return credential;
  }

  private CborMap delete(Credential credential) {
    card.memory().commit(card.state().without(credential));
    return Cbor.map().build();
  }

  private CborMap update(Credential credential, User user) throws CtapRefusal {
    Resident resident = credential.discoverable().orElseThrow();
    CtapRefusal.unless(resident.user().sameAs(user.id()), CtapStatus.INVALID_PARAMETER);
    card.memory()
        .commit(
            card.state()
                .replaced(
                    new Credential(credential.id(), credential.source(), resident.withUser(user))));
    return Cbor.map().build();
  }
}
