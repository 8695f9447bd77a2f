package dev.countersign.host.pkcs11;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.pkcs11.TokenWork.Access;
import dev.countersign.host.pkcs11.configuration.TemplateRule.Operation;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Brings key pairs onto the token. */
final class KeyImport {
  private final TokenWork work;
  private final KeyTemplates templates;

  KeyImport(TokenWork work) {
    this.work = work;
    this.templates = new KeyTemplates(work.place().configuration(), Operation.IMPORT);
  }

  void importKey(KeyPlace place, KeyPair pair, KeyPolicies policies) {
    KeyWriting.requirePolicies(place, policies);
    KeyAlgorithm algorithm =
        KeyAlgorithm.of(pair.getPublic()).orElseThrow(() -> cannotTake(place, "keys of this kind"));
    try (KeyMaterial material =
        KeyMaterial.of(pair).orElseThrow(() -> cannotTake(place, "a key that cannot be read"))) {
      work.run(
          place.task(Access.WRITER),
          lent -> {
            place.requireFree(lent.session(), Cko.PRIVATE_KEY, Cko.PUBLIC_KEY);
            create(lent.session(), place, algorithm, material, policies);
            return true;
          });
    }
  }

  private static TokenException cannotTake(KeyPlace place, String what) {
    return new TokenException.Unsupported(
        place.uri().toString(),
        place.operation(),
        "the token does not take " + what,
        "generate the key on the token");
  }

  private void create(
      CryptokiSession session,
      KeyPlace place,
      KeyAlgorithm algorithm,
      KeyMaterial material,
      KeyPolicies policies) {
    ObjectName name = place.fresh(work.ports().random());
    @Nullable CryptokiException last = null;
    for (List<Attribute> curve : curves(algorithm)) {
      for (KeyUses uses : KeyUses.of(algorithm)) {
        List<Attribute> asked = templates.privateKey(algorithm, name, uses.ofPrivate(), policies);
        List<Attribute> whole = new ArrayList<>(asked);
        whole.addAll(curve);
        whole.addAll(material.secret());
        long key;
        try {
          key = session.create(whole);
        } catch (CryptokiException e) {
          if (!KeyWriting.isAboutTemplate(e)) {
            throw KeyWriting.refusal(place, algorithm, e);
          }
          last = last == null ? e : last;
          continue;
        }
        List<Attribute> values = new ArrayList<>(curve);
        values.addAll(material.open());
        finish(
            session,
            place,
            name,
            key,
            asked,
            templates.publicKey(algorithm, name, uses.ofPublic(), values));
        return;
      }
    }
    throw KeyWriting.refusal(place, algorithm, Objects.requireNonNull(last));
  }

  private static List<List<Attribute>> curves(KeyAlgorithm algorithm) {
    return algorithm.family() == KeyAlgorithm.Family.RSA
        ? List.of(List.of())
        : PublicKeys.parameters(algorithm).stream()
            .map(parameters -> List.of(Attribute.of(Cka.EC_PARAMS, parameters)))
            .toList();
  }

  /** Stores the public half too, unless the token made it of the private one. */
  private static void finish(
      CryptokiSession session,
      KeyPlace place,
      ObjectName name,
      long key,
      List<Attribute> asked,
      List<Attribute> publicKey) {
    boolean good = false;
    try {
      KeyWriting.requireProtected(place, session, key, asked);
      if (session.find(KeyFinder.with(KeyFinder.siblings(name), Cko.PUBLIC_KEY), 1).length == 0) {
        session.create(publicKey);
      }
      good = true;
    } finally {
      if (!good) {
        KeyWriting.destroyQuietly(session, key);
      }
    }
  }
}
