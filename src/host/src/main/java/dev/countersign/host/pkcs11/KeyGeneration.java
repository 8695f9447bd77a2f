package dev.countersign.host.pkcs11;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.cryptoki.Mechanism;
import dev.countersign.host.pkcs11.TokenWork.Access;
import dev.countersign.host.pkcs11.configuration.TemplateRule.Operation;
import java.security.PublicKey;
import java.util.List;
import java.util.Objects;

/** Makes key pairs on the token. */
final class KeyGeneration {
  private static final byte[] F4 = {1, 0, 1};

  private final TokenWork work;
  private final Mechanisms mechanisms;
  private final KeyTemplates templates;

  KeyGeneration(TokenWork work, Mechanisms mechanisms) {
    this.work = work;
    this.mechanisms = mechanisms;
    this.templates = new KeyTemplates(work.place().configuration(), Operation.GENERATE);
  }

  PublicKey generate(KeyPlace place, KeyAlgorithm algorithm, KeyPolicies policies) {
    KeyWriting.requirePolicies(place, policies);
    if (!mechanisms.generates().contains(algorithm)) {
      throw new TokenException.Unsupported(
          place.uri().toString(),
          place.operation(),
          "the token makes no keys of the kind " + algorithm.externalName(),
          "choose one of "
              + String.join(
                  ", ", mechanisms.generates().stream().map(KeyAlgorithm::externalName).toList()));
    }
    return work.run(
        place.task(Access.WRITER),
        lent -> {
          place.requireFree(lent.session(), Cko.PRIVATE_KEY, Cko.PUBLIC_KEY);
          return generate(lent.session(), place, algorithm, policies);
        });
  }

  private PublicKey generate(
      CryptokiSession session, KeyPlace place, KeyAlgorithm algorithm, KeyPolicies policies) {
    ObjectName name = place.fresh(work.ports().random());
    Mechanism mechanism = Mechanism.of(Mechanisms.generating(algorithm));
    CryptokiException last = null;
    for (List<Attribute> values : values(algorithm)) {
      for (KeyUses uses : KeyUses.of(algorithm)) {
        List<Attribute> secret = templates.privateKey(algorithm, name, uses.ofPrivate(), policies);
        CryptokiSession.Pair pair;
        try {
          pair =
              session.generateKeyPair(
                  mechanism, templates.publicKey(algorithm, name, uses.ofPublic(), values), secret);
        } catch (CryptokiException e) {
          if (!KeyWriting.isAboutTemplate(e)) {
            throw KeyWriting.refusal(place, algorithm, e);
          }
          last = last == null ? e : last;
          continue;
        }
        return checked(session, place, pair, secret);
      }
    }
    throw KeyWriting.refusal(place, algorithm, Objects.requireNonNull(last));
  }

  /** What says which key to make; for curves that are written in two ways, both. */
  private static List<List<Attribute>> values(KeyAlgorithm algorithm) {
    if (algorithm.family() == Family.RSA) {
      return List.of(
          List.of(
              Attribute.of(Cka.MODULUS_BITS, algorithm.bits()),
              Attribute.of(Cka.PUBLIC_EXPONENT, F4)));
    }
    return PublicKeys.parameters(algorithm).stream()
        .map(parameters -> List.of(Attribute.of(Cka.EC_PARAMS, parameters)))
        .toList();
  }

  private static PublicKey checked(
      CryptokiSession session, KeyPlace place, CryptokiSession.Pair pair, List<Attribute> asked) {
    boolean good = false;
    try {
      KeyWriting.requireProtected(place, session, pair.privateKey(), asked);
      PublicKey key =
          KeyObject.ofPublic(session, pair.publicKey())
              .or(
                  () ->
                      KeyObject.ofPrivate(
                          session, pair.privateKey(), new PublicHalves(session, false)::of))
              .flatMap(KeyObject::told)
              .orElseThrow(
                  () ->
                      new TokenException.BadResponse(
                          place.uri().toString(),
                          place.operation(),
                          "the public key that it made cannot be read",
                          null));
      good = true;
      return key;
    } finally {
      if (!good) {
        KeyWriting.destroyQuietly(session, pair.privateKey());
        KeyWriting.destroyQuietly(session, pair.publicKey());
      }
    }
  }
}
