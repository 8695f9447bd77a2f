package dev.countersign.host.pkcs11;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.TokenException;
import dev.countersign.device.TouchPolicy;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Attributes;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import java.util.List;

/** What making and importing keys have in common. */
final class KeyWriting {
  private KeyWriting() {}

  /** Refuses wishes that PKCS#11 has no words for. */
  static void requirePolicies(KeyPlace place, KeyPolicies policies) {
    boolean fingerprint =
        policies
            .pin()
            .filter(pin -> pin == PinPolicy.MATCH_ONCE || pin == PinPolicy.MATCH_ALWAYS)
            .isPresent();
    if (fingerprint || policies.touch().filter(touch -> touch != TouchPolicy.NEVER).isPresent()) {
      throw new TokenException.Unsupported(
          place.uri().toString(),
          place.operation(),
          "PKCS#11 tokens have no policies for touch or fingerprints",
          "leave that policy out");
    }
  }

  /** Whether another template or parameter may be taken where this one was not. */
  static boolean isAboutTemplate(CryptokiException e) {
    return e.is(
        Ckr.CKR_ATTRIBUTE_TYPE_INVALID,
        Ckr.CKR_ATTRIBUTE_VALUE_INVALID,
        Ckr.CKR_ATTRIBUTE_READ_ONLY,
        Ckr.CKR_TEMPLATE_INCONSISTENT,
        Ckr.CKR_TEMPLATE_INCOMPLETE,
        Ckr.CKR_DOMAIN_PARAMS_INVALID,
        Ckr.CKR_CURVE_NOT_SUPPORTED,
        Ckr.CKR_MECHANISM_PARAM_INVALID,
        Ckr.CKR_ARGUMENTS_BAD);
  }

  /** The error for a key that the token does not take as it is. */
  static RuntimeException refusal(KeyPlace place, KeyAlgorithm algorithm, CryptokiException e) {
    boolean unfit =
        isAboutTemplate(e)
            || e.is(
                Ckr.CKR_MECHANISM_INVALID,
                Ckr.CKR_FUNCTION_NOT_SUPPORTED,
                Ckr.CKR_KEY_SIZE_RANGE,
                Ckr.CKR_ACTION_PROHIBITED);
    return unfit
        ? new TokenException.Unsupported(
            place.uri().toString(),
            place.operation(),
            "the token takes no %s key with these attributes (%s in %s)"
                .formatted(algorithm.externalName(), e.name(), e.function()),
            "choose another algorithm, id or policy; attributes(...) of the configuration changes"
                + " what new keys are given")
        : e;
  }

  /**
   * Refuses a new private key that is less protected than was asked for; tokens ignore what they do
   * not know.
   */
  static void requireProtected(
      KeyPlace place, CryptokiSession session, long key, List<Attribute> asked) {
    Attributes told =
        session.attributes(key, Cka.SENSITIVE, Cka.EXTRACTABLE, Cka.ALWAYS_AUTHENTICATE);
    for (Attribute attribute : asked) {
      if (attribute instanceof Attribute.Flag flag
          && told.flag(flag.type()).map(is -> is != flag.value()).orElse(wasNotHeard(flag))) {
        throw new TokenException.Unsupported(
            place.uri().toString(),
            place.operation(),
            "the token made the key without what was asked for: "
                + switch ((int) flag.type()) {
                  case (int) Cka.ALWAYS_AUTHENTICATE -> "the PIN for each use";
                  case (int) Cka.SENSITIVE -> "that its value is never shown";
                  default -> "that it cannot leave the token";
                },
            "leave the policy out, or set attributes(...) in the configuration; the key was"
                + " destroyed");
      }
    }
  }

  /** A token that does not tell this flag has no such keys. */
  private static boolean wasNotHeard(Attribute.Flag flag) {
    return flag.type() == Cka.ALWAYS_AUTHENTICATE && flag.value();
  }

  /** Destroys what is not to stay; that it cannot be is no news to who gets another error. */
  static void destroyQuietly(CryptokiSession session, long object) {
    try {
      session.destroy(object);
    } catch (CryptokiException e) {
      // The first error is the one to report.
    }
  }
}
