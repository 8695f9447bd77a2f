package dev.countersign.card.piv;

import dev.countersign.card.application.Make;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Finds out which keys a card holds. A standard card tells only its certificates; what a maker's
 * commands tell comes first where the make has them, and last where it is not known.
 */
final class KeyFinder {
  private KeyFinder() {}

  /**
   * The key in a slot.
   *
   * @throws TokenException.BadData when a certificate is all there is of it, and cannot be read
   */
  static Optional<KeyFacts> find(PivCard card, PivSlot slot) throws ChannelException {
    boolean metadataFirst =
        card.facts().make() == Make.YUBIKEY_5 || card.facts().metadata() == CardFacts.Support.YES;
    if (metadataFirst) {
      Metadata.Answer answer = Metadata.ask(card, slot.reference());
      Optional<KeyFacts> told = fromMetadata(card, slot, answer);
      boolean certain = answer instanceof Metadata.Nothing && card.facts().make().isYubiKey();
      if (told.isPresent() || certain) {
        return told;
      }
      Optional<KeyFacts> certified = fromCertificate(card, slot);
      return certified.isPresent() ? certified : fromAttestation(card, slot);
    }
    Optional<KeyFacts> certified = fromCertificate(card, slot);
    if (certified.isPresent()) {
      return certified;
    }
    if (card.facts().make() == Make.YUBIKEY_4) {
      return fromAttestation(card, slot);
    }
    return fromMetadata(card, slot, Metadata.ask(card, slot.reference()));
  }

  /** A key that the card does not tell of, by the public half that the caller knows. */
  static KeyFacts told(PivCard card, PivSlot slot, KeyAlgorithm algorithm, PublicKey publicKey) {
    return new KeyFacts(
        slot, algorithm, publicKey, untold(card, slot), Optional.empty(), false, Optional.empty());
  }

  /** When a key wants the PIN where the card does not say: as the standard has it. */
  private static KeyPolicies untold(PivCard card, PivSlot slot) {
    return card.facts().make().isYubiKey()
        ? KeyPolicies.UNKNOWN
        : new KeyPolicies(Optional.of(slot.standardPinPolicy()), Optional.empty());
  }

  /** All keys, in the order of {@link PivSlot}; one that cannot be made out is left out. */
  static List<KeyFacts> list(PivCard card) throws ChannelException {
    List<PivSlot> slots = new ArrayList<>(PivSlot.standard());
    slots.addAll(retiredSlots(card));
    List<KeyFacts> keys = new ArrayList<>();
    for (PivSlot slot : slots) {
      findReadable(card, slot).ifPresent(keys::add);
    }
    return keys;
  }

  /** A certificate that cannot be read hides one key, not the others. */
  private static Optional<KeyFacts> findReadable(PivCard card, PivSlot slot)
      throws ChannelException {
    try {
      return find(card, slot);
    } catch (TokenException.BadData e) {
      return Optional.empty();
    }
  }

  /** On a standard card the key history says how many there are ([SP800-73-4/1] 3.3.3). */
  private static List<PivSlot> retiredSlots(PivCard card) throws ChannelException {
    if (card.facts().make().isYubiKey()) {
      return PivSlot.retired(); // their makers' tools do not write a key history
    }
    List<PivSlot> all = PivSlot.retired();
    int count = KeyHistory.onCard(card).orElse(all.size());
    return all.subList(0, Math.min(count, all.size()));
  }

  private static Optional<KeyFacts> fromMetadata(PivCard card, PivSlot slot, Metadata.Answer answer)
      throws ChannelException {
    if (!(answer instanceof Metadata.Told told)) {
      return Optional.empty();
    }
    Metadata metadata = told.metadata();
    OptionalInt id = metadata.algorithm();
    Optional<KeyAlgorithm> algorithm =
        id.isPresent()
            ? PivAlgorithm.byId(id.getAsInt()).map(PivAlgorithm::keyAlgorithm)
            : Optional.empty();
    if (algorithm.isEmpty()) {
      return Optional.empty();
    }
    Optional<KeyOrigin> origin = metadata.origin(Quirk.INVERTED_ORIGIN.appliesTo(card.facts()));
    try {
      List<Tlv> publicKey = metadata.publicKey();
      if (!publicKey.isEmpty()) {
        return Optional.of(
            new KeyFacts(
                slot,
                algorithm.get(),
                PublicKeys.decode(algorithm.get(), publicKey),
                metadata.policies(),
                origin,
                true,
                Optional.empty()));
      }
    } catch (TlvException | IllegalArgumentException e) {
      throw card.badResponse(
          "the public key of slot %s cannot be read".formatted(slot.externalName()), e);
    }
    return fromCertificate(card, slot)
        .filter(facts -> facts.algorithm() == algorithm.get())
        .map(
            facts ->
                new KeyFacts(
                    slot,
                    facts.algorithm(),
                    facts.publicKey(),
                    metadata.policies(),
                    origin,
                    false,
                    facts.certificate()));
  }

  private static Optional<KeyFacts> fromCertificate(PivCard card, PivSlot slot)
      throws ChannelException {
    Optional<X509Certificate> certificate = certificate(card, slot);
    if (certificate.isEmpty()) {
      return Optional.empty();
    }
    PublicKey publicKey = certificate.get().getPublicKey();
    KeyPolicies policies = untold(card, slot);
    return KeyAlgorithm.of(publicKey)
        .map(
            algorithm ->
                new KeyFacts(
                    slot, algorithm, publicKey, policies, Optional.empty(), false, certificate));
  }

  /** YubiKeys of firmware 4.3 to 5.2 tell the public half of generated keys in this way only. */
  private static Optional<KeyFacts> fromAttestation(PivCard card, PivSlot slot)
      throws ChannelException {
    Optional<X509Certificate> statement = PivAttestation.statement(card, slot);
    if (statement.isEmpty()) {
      return Optional.empty();
    }
    PublicKey publicKey = statement.get().getPublicKey();
    return KeyAlgorithm.of(publicKey)
        .map(
            algorithm ->
                new KeyFacts(
                    slot,
                    algorithm,
                    publicKey,
                    PivAttestation.policies(statement.get()),
                    Optional.of(KeyOrigin.GENERATED),
                    true,
                    Optional.empty()));
  }

  /**
   * The certificate of a slot.
   *
   * @throws TokenException.BadData when the object holds none that can be read
   */
  static Optional<X509Certificate> certificate(PivCard card, PivSlot slot) throws ChannelException {
    Optional<byte[]> value = PivObjects.read(card, slot.certificateTag());
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(PivCertificates.decode(value.get()));
    } catch (CertificateException e) {
      throw new TokenException.BadData(
          card.task().name(),
          card.task().operation(),
          "the certificate in slot %s cannot be read".formatted(slot.externalName()),
          "replace it: countersign keys certificate import",
          e);
    }
  }
}
