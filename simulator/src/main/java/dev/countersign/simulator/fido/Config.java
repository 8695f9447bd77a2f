package dev.countersign.simulator.fido;

import dev.countersign.simulator.fido.FidoFeatures.Option;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** AuthenticatorConfig ([CTAP2.1] 6.11). */
final class Config {
  private static final int SUBCOMMAND = 1;
  private static final int PARAMETERS = 2;
  private static final int PROTOCOL = 3;
  private static final int AUTH_PARAM = 4;
  private static final int ENABLE_ENTERPRISE_ATTESTATION = 1;
  private static final int TOGGLE_ALWAYS_UV = 2;
  private static final int SET_MIN_PIN_LENGTH = 3;
  private static final int NEW_LENGTH = 1;
  private static final int RP_IDS = 2;
  private static final int FORCE_CHANGE = 3;
  private static final byte COMMAND = 0x0D;
  private static final int MAX_PIN_LENGTH = 63;

  private final FidoCard card;
  private final Verification verification;

  Config(FidoCard card, Verification verification) {
    this.card = card;
    this.verification = verification;
  }

  CborMap execute(CborMap request) throws CborException, CtapRefusal {
    long subcommand = Parameters.required(request.integer(SUBCOMMAND));
    boolean known =
        subcommand == TOGGLE_ALWAYS_UV
            || subcommand == SET_MIN_PIN_LENGTH
            || (subcommand == ENABLE_ENTERPRISE_ATTESTATION
                && card.features().has(Option.ENTERPRISE_ATTESTATION));
    CtapRefusal.unless(known, CtapStatus.INVALID_PARAMETER);
    requireRight(request, (byte) subcommand);
    Policy policy = card.state().policy();
    if (subcommand == ENABLE_ENTERPRISE_ATTESTATION) {
      commit(policy.withEnterpriseAttestation(true));
    } else if (subcommand == TOGGLE_ALWAYS_UV) {
      commit(policy.withAlwaysUv(!policy.alwaysUv()));
    } else {
      setMinPinLength(policy, request.map(PARAMETERS).orElse(Cbor.map().build()));
    }
    return Cbor.map().build();
  }

  private void commit(Policy policy) {
    card.memory().commit(card.state().withPolicy(policy));
  }

  private void requireRight(CborMap request, byte subcommand) throws CborException, CtapRefusal {
    // who cannot be verified could never end that everybody must be
    boolean free = subcommand == TOGGLE_ALWAYS_UV || !card.state().policy().alwaysUv();
    if (free && !card.isProtected()) {
      return;
    }
    Optional<byte[]> signature = request.bytes(AUTH_PARAM);
    CtapRefusal.unless(signature.isPresent(), CtapStatus.PUAT_REQUIRED);
    byte[] parameters = request.get(PARAMETERS).map(Cbor::encode).orElse(new byte[0]);
    verification.requireToken(
        request,
        signature.orElseThrow(),
        PROTOCOL,
        PinToken.AUTHENTICATOR_CONFIG,
        Verification.prefix(),
        new byte[] {COMMAND, subcommand},
        parameters);
  }

  private void setMinPinLength(Policy policy, CborMap parameters)
      throws CborException, CtapRefusal {
    long length = parameters.integer(NEW_LENGTH).orElse(policy.minPinLength());
    CtapRefusal.unless(
        length >= policy.minPinLength() && length <= MAX_PIN_LENGTH,
        CtapStatus.PIN_POLICY_VIOLATION);
    PinState pin = card.state().pin();
    boolean asked = parameters.get(FORCE_CHANGE).filter(Cbor.bool(true)::equals).isPresent();
    CtapRefusal.unless(!asked || pin.isSet(), CtapStatus.PIN_NOT_SET);
    boolean tooShort = pin.isSet() && pin.length() < length;
    boolean force = policy.forcePinChange() || asked || tooShort;
    commit(
        new Policy(
            policy.alwaysUv(),
            policy.enterpriseAttestation(),
            (int) length,
            force,
            parameters.get(RP_IDS).isPresent() ? rpIds(parameters) : policy.minPinRpIds()));
    if (force) {
      card.session().token(null);
    }
  }

  private static List<String> rpIds(CborMap parameters) throws CborException, CtapRefusal {
    List<Cbor> items = parameters.items(RP_IDS);
    CtapRefusal.unless(items.size() <= FidoFeatures.MAX_RP_IDS, CtapStatus.KEY_STORE_FULL);
    List<String> rpIds = new ArrayList<>();
    for (Cbor item : items) {
      rpIds.add(Parameters.rpId(CborMap.text(item, "an rpId")));
    }
    return rpIds;
  }
}
