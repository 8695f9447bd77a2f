package dev.countersign.card.piv;

import dev.countersign.card.application.Task;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.DecryptionKeys;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import java.security.PublicKey;
import java.util.List;

/** The keys of a token, as those that sign and those that decrypt or agree. */
final class PivKeys {
  private static final String FIND = "find the key";

  private final PivSession session;
  private final PinAccess pins;

  PivKeys(PivSession session, PinAccess pins) {
    this.session = session;
    this.pins = pins;
  }

  SigningKeys signing() {
    return new Signing();
  }

  DecryptionKeys decryption() {
    return new Decryption();
  }

  private final class Signing implements SigningKeys {
    @Override
    public List<SigningKey> list() {
      return listOf(SigningKey.class);
    }

    @Override
    public SigningKey find(TokenUri uri) {
      return one(uri, SigningKey.class, "sign");
    }

    @Override
    public SigningKey find(TokenUri uri, PublicKey publicKey) {
      return told(Places.slot(uri, FIND), publicKey);
    }
  }

  private final class Decryption implements DecryptionKeys {
    @Override
    public List<DecryptionKey> list() {
      return listOf(DecryptionKey.class);
    }

    @Override
    public DecryptionKey find(TokenUri uri) {
      return one(uri, DecryptionKey.class, "decrypt or agree");
    }
  }

  private <K> List<K> listOf(Class<K> type) {
    return session.run(session.task("list the keys"), KeyFinder::list).stream()
        .map(facts -> PivKey.of(session, pins, facts))
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private <K> K one(TokenUri uri, Class<K> type, String ability) {
    if (uri.attribute("slot").isPresent()) {
      return inSlot(Places.slot(uri, FIND), type, ability);
    }
    List<K> fitting = listOf(type);
    if (fitting.size() == 1) {
      return fitting.get(0);
    } else if (fitting.isEmpty()) {
      throw new TokenException.NoKey(
          session.uri().toString(),
          FIND,
          "the token holds no key that can " + ability,
          "make one: countersign keys generate");
    }
    throw new TokenException.Ambiguous(
        uri.toString(),
        FIND,
        fitting.stream().map(key -> ((PivKey) key).uri().toString()).toList());
  }

  /** A key that the card does not tell is believed until its first signature, which is verified. */
  private SigningKey told(PivSlot slot, PublicKey publicKey) {
    Task task = Task.of(Places.name(session, slot), FIND);
    KeyAlgorithm algorithm = KeyAlgorithm.of(publicKey).orElseThrow(() -> Places.noKey(task, slot));
    KeyFacts facts =
        session.run(
            task,
            card ->
                KeyFinder.find(card, slot)
                    .orElseGet(() -> KeyFinder.told(card, slot, algorithm, publicKey)));
    PivKey key = PivKey.of(session, pins, facts);
    if (!facts.publicKey().equals(publicKey)) {
      throw key.notTheKeyTold(FIND);
    }
    return asAble(key, task, SigningKey.class, "sign");
  }

  private <K> K inSlot(PivSlot slot, Class<K> type, String ability) {
    Task task = Task.of(Places.name(session, slot), FIND);
    KeyFacts facts =
        session.run(task, card -> KeyFinder.find(card, slot)).orElseThrow(() -> empty(task, slot));
    return asAble(PivKey.of(session, pins, facts), task, type, ability);
  }

  private TokenException empty(Task task, PivSlot slot) {
    boolean tellsKeys =
        session.facts().make().isYubiKey() || session.facts().metadata() == CardFacts.Support.YES;
    return tellsKeys ? Places.noKey(task, slot) : Places.noKeyShown(task, slot);
  }

  private static <K> K asAble(PivKey key, Task task, Class<K> type, String ability) {
    if (!type.isInstance(key)) {
      throw new TokenException.NoKey(
          task.name(),
          FIND,
          "the %s key in this slot cannot %s".formatted(key.algorithm().externalName(), ability),
          "name another slot");
    }
    return type.cast(key);
  }
}
