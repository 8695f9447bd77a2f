package dev.countersign.fido.ctap;

import dev.countersign.device.fido.Identifier;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;

/** Reads members that answers to several messages have. */
final class Answer {
  private Answer() {}

  /** The identifier in a descriptor of a credential. */
  static Identifier identifier(CborMap descriptor) throws CborException {
    return identifier(descriptor.bytes("id").orElseThrow(() -> missing("the identifier")));
  }

  /** An identifier of these bytes. */
  static Identifier identifier(byte[] bytes) throws CborException {
    try {
      return Identifier.of(bytes);
    } catch (IllegalArgumentException e) {
      throw new CborException(CborException.Kind.TYPE, e.getMessage());
    }
  }

  static CborException missing(String what) {
    return new CborException(CborException.Kind.TYPE, what + " is missing");
  }

  static byte[] requireBytes(CborMap answer, int member, String what) throws CborException {
    return answer.bytes(member).orElseThrow(() -> missing(what));
  }

  /**
   * Checks authenticator data against what was asked for.
   *
   * @throws dev.countersign.device.TokenException.BadResponse when they are not an answer to that
   */
  static void requireFits(
      KeyCard card,
      AuthenticatorData data,
      byte[] relyingPartyHash,
      boolean touch,
      boolean verified) {
    if (!data.isFor(relyingPartyHash)) {
      throw card.badResponse("it answered for another relying party");
    } else if (touch && !data.has(AuthenticatorData.PRESENT)) {
      throw card.badResponse("it does not say that it was touched");
    } else if (verified && !data.has(AuthenticatorData.VERIFIED)) {
      throw card.badResponse("it does not say that it verified the person");
    }
  }
}
