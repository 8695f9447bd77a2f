package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.Arrays;
import java.util.Optional;

/** Finds out whether the user of a credential is verified ([CTAP2.1] 6.1.2, 6.2.2). */
final class Verification {
  static final int PREFIX_BYTES = 32;

  private final FidoCard card;

  Verification(FidoCard card) {
    this.card = card;
  }

  /** What begins a message that is not about a credential, so that no hash can be taken for it. */
  static byte[] prefix() {
    byte[] prefix = new byte[PREFIX_BYTES];
    Arrays.fill(prefix, (byte) 0xFF);
    return prefix;
  }

  /**
   * Checks a pinUvAuthParam.
   *
   * @param protocolKey where the request has the number of the protocol
   * @return the token that signed it
   */
  PinToken requireToken(
      CborMap request, byte[] signature, long protocolKey, int permission, byte[]... message)
      throws CborException, CtapRefusal {
    PinProtocol protocol = protocol(request, protocolKey);
    Optional<PinToken> token = card.session().token();
    boolean verified =
        token.isPresent()
            && token.get().verifies(protocol, signature, message)
            && token.get().permits(permission);
    CtapRefusal.unless(verified, CtapStatus.PIN_AUTH_INVALID);
    return token.orElseThrow();
  }

  PinProtocol protocol(CborMap request, long key) throws CborException, CtapRefusal {
    return PinProtocol.of(Parameters.required(request.integer(key)), card.features());
  }

  /** By what a user is verified for a credential. */
  enum Means {
    /** A pinUvAuthParam. */
    TOKEN,
    /** What the key has itself: who does that has touched it as well. */
    BUILT_IN,
    /** The user is not verified. */
    NONE
  }

  /**
   * By what a request that has no pinUvAuthParam wants to have the user verified, if it does.
   *
   * @param wanted whether it says so
   * @param always whether there is no other way
   */
  Means withoutToken(boolean wanted, boolean always) throws CtapRefusal {
    CtapRefusal.unless(
        !wanted || card.verifiesItself(),
        card.features().isFido21() ? CtapStatus.INVALID_OPTION : CtapStatus.UNSUPPORTED_OPTION);
    if (wanted || (always && card.verifiesItself())) {
      return Means.BUILT_IN;
    }
    CtapRefusal.unless(!always, CtapStatus.PUAT_REQUIRED);
    return Means.NONE;
  }

  /** As {@link #requireToken}, for a credential of a relying party. */
  void requireTokenFor(
      CborMap request,
      byte[] signature,
      long protocolKey,
      int permission,
      String rpId,
      byte[] clientDataHash)
      throws CborException, CtapRefusal {
    PinToken token = requireToken(request, signature, protocolKey, permission, clientDataHash);
    CtapRefusal.unless(token.userVerified() && token.bindsTo(rpId), CtapStatus.PIN_AUTH_INVALID);
  }

  /** A PIN parameter without bytes means: touch this key to choose it. Never returns normally. */
  void select(String purpose, Attention attention) throws CtapRefusal {
    card.person().touch(purpose, attention);
    throw new CtapRefusal(card.isProtected() ? CtapStatus.PIN_INVALID : CtapStatus.PIN_NOT_SET);
  }

  /**
   * Verifies the user by what the product has itself, for a credential. Where there is a PIN, the
   * platform is sent to ask for it.
   */
  void requireBuiltInFor(String rpId, Attention attention) throws CtapRefusal {
    try {
      requireBuiltIn("fido verify " + rpId, attention);
    } catch (CtapRefusal e) {
      boolean blocked = e.status() == CtapStatus.UV_BLOCKED;
      if (!blocked && e.status() != CtapStatus.UV_INVALID) {
        throw e;
      }
      CtapRefusal.unless(!card.state().pin().isSet(), CtapStatus.PUAT_REQUIRED);
      throw new CtapRefusal(blocked ? CtapStatus.PIN_BLOCKED : CtapStatus.OPERATION_DENIED);
    }
  }

  /** Verifies the user by what the product has itself. */
  void requireBuiltIn(String purpose, Attention attention) throws CtapRefusal {
    FidoState before = card.state();
    PinState pin = before.pin();
    CtapRefusal.unless(pin.uvRetries() > 0, CtapStatus.UV_BLOCKED);
    card.memory().commit(before.withPin(pin.withUvRetries(pin.uvRetries() - 1)));
    boolean verified;
    try {
      verified = card.person().answers(purpose, attention);
    } catch (CtapRefusal e) {
      if (e.status() != CtapStatus.OTHER) {
        card.memory().commit(before); // nobody was there to fail, and there still is power
      }
      throw e;
    }
    CtapRefusal.unless(
        verified,
        card.state().pin().uvRetries() > 0 ? CtapStatus.UV_INVALID : CtapStatus.UV_BLOCKED);
    card.memory().commit(before.withPin(pin.withUvRetries(PinState.MAX_UV_RETRIES)));
  }
}
