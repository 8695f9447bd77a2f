package dev.countersign.card.piv;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;
import java.util.EnumSet;
import java.util.Set;

/** Which kinds of key a card can generate. */
final class GenerableKeys {
  private static final Set<KeyAlgorithm> STANDARD =
      Set.of(KeyAlgorithm.RSA2048, KeyAlgorithm.P256, KeyAlgorithm.P384);
  private static final Set<KeyAlgorithm> YUBIKEY_4 =
      Set.of(KeyAlgorithm.RSA1024, KeyAlgorithm.RSA2048, KeyAlgorithm.P256, KeyAlgorithm.P384);

  private GenerableKeys() {}

  static Set<KeyAlgorithm> of(PivCard card) throws ChannelException {
    if (!card.facts().make().isYubiKey()) {
      return ofAnyCard(card.facts());
    }
    Set<PivFeature> features = Identification.features(card);
    Set<KeyAlgorithm> algorithms =
        features.contains(PivFeature.LARGE_RSA_AND_25519)
            ? EnumSet.allOf(KeyAlgorithm.class)
            : EnumSet.copyOf(YUBIKEY_4);
    if (Quirk.ROCA.appliesTo(card.facts())) {
      algorithms.removeIf(algorithm -> algorithm.family() == Family.RSA);
    }
    if (Quirk.NO_P384.appliesTo(card.facts())) {
      algorithms.remove(KeyAlgorithm.P384);
    }
    return algorithms;
  }

  /** Some cards list their algorithms when selected; others have those of [SP800-78-4]. */
  private static Set<KeyAlgorithm> ofAnyCard(CardFacts facts) {
    Set<KeyAlgorithm> listed = EnumSet.noneOf(KeyAlgorithm.class);
    for (int id : facts.template().algorithms()) {
      PivAlgorithm.byId(id).map(PivAlgorithm::keyAlgorithm).ifPresent(listed::add);
    }
    return listed.isEmpty() ? EnumSet.copyOf(STANDARD) : listed;
  }

  /** Refuses what the card is known not to make; where only the card knows, it is left to it. */
  static void require(PivCard card, KeyAlgorithm algorithm) throws ChannelException {
    if (of(card).contains(algorithm)) {
      return;
    }
    if (algorithm.family() == Family.RSA && Quirk.ROCA.appliesTo(card.facts())) {
      throw new TokenException.Unsupported(
          card.task().name(),
          card.task().operation(),
          "RSA keys made by this firmware can be factored (ROCA, CVE-2017-15361)",
          "use p256, or import an RSA key");
    }
    if (card.facts().make().isYubiKey()) {
      throw new TokenException.Unsupported(
          card.task().name(),
          card.task().operation(),
          "this token makes no %s keys".formatted(algorithm.externalName()),
          "choose another algorithm");
    }
  }
}
