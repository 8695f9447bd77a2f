package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** AuthenticatorGetAssertion and authenticatorGetNextAssertion ([CTAP2.1] 6.2, 6.3). */
final class GetAssertion {
  private static final int RP_ID = 1;
  private static final int CLIENT_DATA_HASH = 2;
  private static final int ALLOW_LIST = 3;
  private static final int EXTENSIONS = 4;
  private static final int OPTIONS = 5;
  private static final int AUTH_PARAM = 6;
  private static final int PROTOCOL = 7;

  private final FidoCard card;
  private final Verification verification;

  GetAssertion(FidoCard card, Verification verification) {
    this.card = card;
    this.verification = verification;
  }

  CborMap execute(CborMap request, Attention attention) throws CborException, CtapRefusal {
    String rpId = Parameters.rpId(Parameters.required(request.text(RP_ID)));
    byte[] clientDataHash = Parameters.hash(request, CLIENT_DATA_HASH);
    Optional<byte[]> signature = request.bytes(AUTH_PARAM);
    if (signature.isPresent() && signature.get().length == 0) {
      verification.select("fido sign in " + rpId, attention);
    }
    if (signature.isPresent()) {
      verification.protocol(request, PROTOCOL);
    }
    CborMap options = request.map(OPTIONS).orElse(Cbor.map().build());
    CtapRefusal.unless(options.get("rk").isEmpty(), CtapStatus.UNSUPPORTED_OPTION);
    boolean present = options.get("up").isEmpty() || options.isTrue("up");
    Verification.Means means = means(signature.isPresent(), options.isTrue("uv"), present);
    AssertExtensions extensions =
        AssertExtensions.read(request.map(EXTENSIONS).orElse(Cbor.map().build()), card, present);
    List<byte[]> allowed = Parameters.credentialIds(request, ALLOW_LIST);
    boolean listed = !request.items(ALLOW_LIST).isEmpty();
    switch (means) {
      case TOKEN ->
          verification.requireTokenFor(
              request,
              signature.orElseThrow(),
              PROTOCOL,
              PinToken.GET_ASSERTION,
              rpId,
              clientDataHash);
      case BUILT_IN -> verification.requireBuiltInFor(rpId, attention);
      case NONE -> {}
    }
    boolean verified = means != Verification.Means.NONE;
    boolean touched = means == Verification.Means.BUILT_IN;
    List<Credential> found = found(rpId, listed, allowed, verified);
    CtapRefusal.unless(!found.isEmpty() || !card.features().isFido21(), CtapStatus.NO_CREDENTIALS);
    if (present && !touched) {
      card.person().touch("fido sign in " + rpId, attention);
      card.session().token().ifPresent(PinToken::spend);
    }
    // FIDO 2.0 tells nobody but who touches the key that there is none
    CtapRefusal.unless(!found.isEmpty(), CtapStatus.NO_CREDENTIALS);
    boolean several = !listed && found.size() > 1;
    AssertionTerms terms =
        new AssertionTerms(
            Hashes.ofRpId(rpId), clientDataHash, present || touched, verified, several, extensions);
    if (several) {
      card.session()
          .unfinished(
              new PendingAssertions(
                  terms, found.subList(1, found.size()), card.surroundings().clock()));
    }
    return answer(terms, found.get(0), several ? found.size() : 0);
  }

  CborMap next() throws CtapRefusal {
    PendingAssertions pending =
        card.session()
            .unfinished(PendingAssertions.class)
            .orElseThrow(() -> new CtapRefusal(CtapStatus.NOT_ALLOWED));
    Optional<Credential> credential = pending.next();
    if (credential.isEmpty()) {
      card.session().interrupt();
      throw new CtapRefusal(CtapStatus.NOT_ALLOWED);
    }
    return answer(pending.terms(), credential.get(), 0);
  }

  /** By what the user is verified ([CTAP2.1] 6.2.2 steps 4 and 5). */
  private Verification.Means means(boolean signed, boolean wanted, boolean present)
      throws CtapRefusal {
    if (signed) {
      CtapRefusal.unless(card.isProtected(), CtapStatus.PIN_NOT_SET);
      return Verification.Means.TOKEN;
    }
    return verification.withoutToken(wanted, present && card.state().policy().alwaysUv());
  }

  private List<Credential> found(
      String rpId, boolean listed, List<byte[]> allowed, boolean verified) {
    List<Credential> found = new ArrayList<>();
    if (!listed) {
      found.addAll(card.state().of(rpId));
    }
    byte[] rpIdHash = Hashes.ofRpId(rpId);
    allowed.forEach(id -> card.find(id, rpIdHash).ifPresent(found::add));
    found.removeIf(one -> !one.source().visible(listed, verified));
    return found;
  }

  private CborMap answer(AssertionTerms terms, Credential credential, int count) {
    card.memory().commit(card.state().counted());
    byte[] data =
        AuthenticatorData.encode(
            terms.rpIdHash(),
            AuthenticatorData.flags(terms.present(), terms.verified()),
            card.state().counter(),
            Optional.empty(),
            terms.extensions().outputs(credential, terms.verified(), card));
    byte[] message = AttestationStatement.message(data, terms.clientDataHash());
    CborMap.Builder answer =
        Cbor.map()
            .put(1, credential.descriptor())
            .put(2, data)
            .put(3, credential.source().key().sign(message));
    boolean withNames = terms.verified() && terms.several();
    credential
        .discoverable()
        .ifPresent(resident -> answer.put(4, resident.user().write(withNames)));
    if (count > 0) {
      answer.put(5, count);
    }
    if (terms.extensions().largeBlobKey()) {
      credential.largeBlobKey().ifPresent(key -> answer.put(7, key));
    }
    return answer.build();
  }
}
