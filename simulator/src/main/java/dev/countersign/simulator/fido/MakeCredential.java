package dev.countersign.simulator.fido;

import dev.countersign.simulator.fido.FidoFeatures.Option;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.List;
import java.util.Optional;

/** AuthenticatorMakeCredential ([CTAP2.1] 6.1). */
final class MakeCredential {
  private static final int CLIENT_DATA_HASH = 1;
  private static final int RP = 2;
  private static final int USER = 3;
  private static final int ALGORITHMS = 4;
  private static final int EXCLUDE_LIST = 5;
  private static final int EXTENSIONS = 6;
  private static final int OPTIONS = 7;
  private static final int AUTH_PARAM = 8;
  private static final int PROTOCOL = 9;
  private static final int ENTERPRISE = 10;
  private static final int RESIDENT_ID_BYTES = 32;

  private final FidoCard card;
  private final Verification verification;
  private final AttestationStatement attestation;

  MakeCredential(FidoCard card, Verification verification, AttestationStatement attestation) {
    this.card = card;
    this.verification = verification;
    this.attestation = attestation;
  }

  CborMap execute(CborMap request, Attention attention) throws CborException, CtapRefusal {
    byte[] clientDataHash = Parameters.hash(request, CLIENT_DATA_HASH);
    String rpId =
        Parameters.rpId(Parameters.required(Parameters.required(request.map(RP)).text("id")));
    User user = User.read(Parameters.required(request.map(USER)));
    Parameters.required(request.get(ALGORITHMS));
    Optional<byte[]> signature = request.bytes(AUTH_PARAM);
    if (signature.isPresent() && signature.get().length == 0) {
      verification.select("fido register " + rpId, attention);
    }
    if (signature.isPresent()) {
      verification.protocol(request, PROTOCOL);
    }
    Algorithm algorithm = algorithm(request.items(ALGORITHMS));
    CborMap options = request.map(OPTIONS).orElse(Cbor.map().build());
    boolean discoverable = options.isTrue("rk");
    boolean present = options.get("up").isEmpty() || options.isTrue("up");
    CtapRefusal.unless(present, CtapStatus.INVALID_OPTION);
    Verification.Means means = means(signature.isPresent(), options.isTrue("uv"), discoverable);
    boolean enterprise = enterprise(request);
    MakeExtensions extensions =
        MakeExtensions.read(
            request.map(EXTENSIONS).orElse(Cbor.map().build()), card, rpId, discoverable);
    List<byte[]> excluded = Parameters.credentialIds(request, EXCLUDE_LIST);
    switch (means) {
      case TOKEN ->
          verification.requireTokenFor(
              request,
              signature.orElseThrow(),
              PROTOCOL,
              PinToken.MAKE_CREDENTIAL,
              rpId,
              clientDataHash);
      case BUILT_IN -> verification.requireBuiltInFor(rpId, attention);
      case NONE -> {}
    }
    boolean verified = means != Verification.Means.NONE;
    boolean touched = means == Verification.Means.BUILT_IN;
    byte[] rpIdHash = Hashes.ofRpId(rpId);
    String purpose = "fido register " + rpId;
    if (knows(excluded, rpIdHash, verified)) {
      throw touched
          ? new CtapRefusal(CtapStatus.CREDENTIAL_EXCLUDED)
          : excluded(purpose, attention);
    }
    if (!touched) {
      card.person().touch(purpose, attention);
      card.session().token().ifPresent(PinToken::spend);
    }
    CredentialSource source =
        new CredentialSource(
            algorithm,
            card.randomBytes(CredentialKey.SEED_BYTES),
            extensions.protection(),
            extensions.hmacSecret());
    Credential credential =
        discoverable
            ? keep(source, new Resident(rpId, user, extensions.blob(), extensions.largeBlobKey()))
            : hand(source, rpIdHash);
    return answer(credential, rpIdHash, clientDataHash, verified, enterprise, extensions);
  }

  private Algorithm algorithm(List<Cbor> wanted) throws CborException, CtapRefusal {
    Optional<Algorithm> chosen = Optional.empty();
    for (Cbor item : wanted) {
      CborMap parameters = CborMap.map(item, "an algorithm");
      long number = Parameters.required(parameters.integer("alg"));
      String type = Parameters.required(parameters.text("type"));
      if (chosen.isEmpty() && type.equals(Credential.TYPE)) {
        chosen = Algorithm.of(number).filter(card.features().algorithms()::contains);
      }
    }
    CtapRefusal.unless(chosen.isPresent(), CtapStatus.UNSUPPORTED_ALGORITHM);
    return chosen.orElseThrow();
  }

  private boolean enterprise(CborMap request) throws CborException, CtapRefusal {
    if (request.integer(ENTERPRISE).isEmpty()) {
      return false;
    }
    boolean enabled =
        card.features().has(Option.ENTERPRISE_ATTESTATION)
            && card.state().policy().enterpriseAttestation();
    CtapRefusal.unless(enabled, CtapStatus.INVALID_PARAMETER);
    long kind = Parameters.required(request.integer(ENTERPRISE));
    CtapRefusal.unless(kind == 1 || kind == 2, CtapStatus.INVALID_OPTION);
    return kind == 2; // no relying party is known to the vendor
  }

  /** By what the user is verified ([CTAP2.1] 6.1.2 steps 5 to 8). */
  private Verification.Means means(boolean signed, boolean wanted, boolean discoverable)
      throws CtapRefusal {
    if (signed) {
      CtapRefusal.unless(card.isProtected(), CtapStatus.PIN_NOT_SET);
      return Verification.Means.TOKEN;
    }
    Verification.Means means = verification.withoutToken(wanted, card.state().policy().alwaysUv());
    boolean free =
        !card.isProtected()
            || (!discoverable && card.features().has(Option.MAKES_WITHOUT_VERIFICATION));
    CtapRefusal.unless(
        free || means == Verification.Means.BUILT_IN,
        card.state().pin().isSet() ? CtapStatus.PUAT_REQUIRED : CtapStatus.OPERATION_DENIED);
    return means;
  }

  private boolean knows(List<byte[]> ids, byte[] rpIdHash, boolean verified) {
    return ids.stream()
        .anyMatch(
            id ->
                card.find(id, rpIdHash)
                    .filter(one -> one.source().visible(true, verified))
                    .isPresent());
  }

  /**
   * A credential of the list is known here. Who does not touch the key gets no other answer, only a
   * later one ([CTAP2.1] 6.1.2 step 12), and the token of the platform stays as it is.
   */
  private CtapRefusal excluded(String purpose, Attention attention) {
    try {
      card.person().touch(purpose, attention);
    } catch (CtapRefusal e) {
      if (e.status() == CtapStatus.KEEPALIVE_CANCEL || e.status() == CtapStatus.OTHER) {
        return e;
      }
    }
    return new CtapRefusal(CtapStatus.CREDENTIAL_EXCLUDED);
  }

  private Credential keep(CredentialSource source, Resident resident) throws CtapRefusal {
    FidoState state = card.state();
    Optional<Credential> same = state.find(resident.rpId(), resident.user().id());
    CtapRefusal.unless(
        same.isPresent() || state.credentials().size() < card.features().maxCredentials(),
        CtapStatus.KEY_STORE_FULL);
    Credential credential = new Credential(card.randomBytes(RESIDENT_ID_BYTES), source, resident);
    FidoState without = same.map(state::without).orElse(state);
    card.memory().commit(without.with(credential).counted());
    return credential;
  }

  private Credential hand(CredentialSource source, byte[] rpIdHash) {
    byte[] handle = KeyHandles.seal(source, rpIdHash, card.state().deviceKey(), card.random());
    card.memory().commit(card.state().counted());
    return new Credential(handle, source, null);
  }

  private CborMap answer(
      Credential credential,
      byte[] rpIdHash,
      byte[] clientDataHash,
      boolean verified,
      boolean enterprise,
      MakeExtensions extensions) {
    CredentialKey key = credential.source().key();
    byte[] data =
        AuthenticatorData.encode(
            rpIdHash,
            AuthenticatorData.flags(true, verified),
            card.state().counter(),
            Optional.of(AuthenticatorData.attested(card.features().aaguid(), credential.id(), key)),
            extensions.outputs());
    CborMap.Builder answer =
        Cbor.map()
            .put(1, AttestationStatement.FORMAT)
            .put(2, data)
            .put(3, attestation.over(data, clientDataHash, key));
    if (enterprise) {
      answer.put(4, true);
    }
    credential.largeBlobKey().ifPresent(largeBlobKey -> answer.put(5, largeBlobKey));
    return answer.build();
  }
}
