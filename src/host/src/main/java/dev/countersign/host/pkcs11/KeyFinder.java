package dev.countersign.host.pkcs11;

import dev.countersign.device.PinEntry;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.pkcs11.TokenWork.Access;
import dev.countersign.host.pkcs11.TokenWork.Task;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Finds private keys. Where a token hides them before a login, a public key stands for its private
 * half until it is used.
 */
final class KeyFinder {
  static final String PRIVATE = "private";
  static final String SECRET = "secret-key";
  private static final String FIND = "find the key";

  /** More objects than any token has. */
  static final int ALL = 1 << 24;

  /** So many are read at most to say between which a URI leaves the choice. */
  private static final int CANDIDATES = 16;

  private final TokenUri token;
  private final TokenWork work;
  private final PinEntry pinEntry;

  KeyFinder(TokenUri token, TokenWork work, PinEntry pinEntry) {
    this.token = token;
    this.work = work;
    this.pinEntry = pinEntry;
  }

  TokenUri uri(ObjectName name) {
    return name.on(token, Optional.of(PRIVATE));
  }

  private Task task(String name, String operation, Access access) {
    return new Task(name, operation, access, pinEntry);
  }

  /** All that can be seen now. */
  List<KeyObject> list() {
    return work.run(
        task(token.toString(), "list the keys", Access.ANYONE),
        lent ->
            new Sight(lent.session(), new PublicHalves(lent.session(), true)::of)
                .read(List.of(), key -> true, ALL));
  }

  /** Whether private keys may be there that cannot be seen now. */
  private boolean hiding() {
    return work.login().required() && !work.login().active(work.generation());
  }

  /** Reads keys in a session, and asks elsewhere for what a key does not tell itself. */
  private final class Sight {
    private final CryptokiSession session;
    private final Function<ObjectName, Optional<PublicKey>> elsewhere;
    private final List<KeyObject> keys = new ArrayList<>();

    Sight(CryptokiSession session, Function<ObjectName, Optional<PublicKey>> elsewhere) {
      this.session = session;
      this.elsewhere = elsewhere;
    }

    List<KeyObject> read(List<Attribute> search, Predicate<KeyObject> usable, int maximum) {
      Set<ObjectName> names = new HashSet<>();
      boolean hiding = hiding();
      long[] privateKeys =
          hiding
              ? session.find(with(search, Cko.PRIVATE_KEY), ALL)
              : OtherHalf.privateKeys(session, search);
      for (long handle : privateKeys) {
        if (keys.size() == maximum) {
          return keys;
        }
        Optional<KeyObject> key = KeyObject.ofPrivate(session, handle, elsewhere);
        key.ifPresent(seen -> names.addAll(List.of(seen.name(), seen.name().anonymous())));
        key.filter(usable).ifPresent(keys::add);
      }
      if (hiding) {
        for (long handle : session.find(with(search, Cko.PUBLIC_KEY), ALL)) {
          if (keys.size() == maximum) {
            return keys;
          }
          KeyObject.ofPublic(session, handle)
              .filter(key -> !names.contains(key.name().anonymous()) && names.add(key.name()))
              .filter(usable)
              .ifPresent(keys::add);
        }
      }
      return keys;
    }
  }

  static List<Attribute> with(List<Attribute> search, long objectClass) {
    List<Attribute> all = new ArrayList<>();
    all.add(Attribute.of(Cka.CLASS, objectClass));
    all.addAll(search);
    return all;
  }

  /**
   * The one key that a URI names. Looks without a login first, and after one when that does not
   * show exactly one.
   *
   * @param usable which keys are wanted
   * @param given the public half, when the caller knows it
   */
  KeyObject find(TokenUri uri, Predicate<KeyObject> usable, Optional<PublicKey> given) {
    uri.attribute("type")
        .filter(type -> !type.equals(PRIVATE))
        .ifPresent(
            type -> {
              throw new TokenException.NoKey(
                  uri.toString(),
                  FIND,
                  "the URI names an object of the type %s, and a private key is wanted"
                      .formatted(type),
                  "leave type out, or write type=private");
            });
    List<KeyObject> seen = look(uri, Access.ANYONE, usable, given);
    if (seen.size() != 1 && hiding()) {
      seen = look(uri, Access.USER, usable, given);
    }
    return only(uri, seen);
  }

  private List<KeyObject> look(
      TokenUri uri, Access access, Predicate<KeyObject> usable, Optional<PublicKey> given) {
    List<Attribute> search = ObjectName.search(uri);
    return work.run(
        task(uri.toString(), FIND, access),
        lent -> {
          PublicHalves halves = new PublicHalves(lent.session(), search.isEmpty());
          return new Sight(lent.session(), name -> halves.of(name).or(() -> given))
              .read(search, usable, CANDIDATES);
        });
  }

  private KeyObject only(TokenUri uri, List<KeyObject> seen) {
    if (seen.isEmpty()) {
      throw new TokenException.NoKey(
          uri.toString(),
          FIND,
          "the token holds no such key",
          "look what there is with countersign keys list '%s'".formatted(token));
    } else if (seen.size() > 1) {
      throw new TokenException.Ambiguous(
          uri.toString(), FIND, seen.stream().map(key -> uri(key.name()).toString()).toList());
    }
    return seen.get(0);
  }

  /** What the public key or certificate of that name tells. */
  Optional<PublicKey> publicKey(ObjectName name) {
    return work.run(
        task(uri(name).toString(), "read the public key", Access.ANYONE),
        lent -> PublicHalves.of(lent.session(), name));
  }

  /** What all public keys tell, by names made with {@link PublicHalves#key}. */
  Map<ObjectName, PublicKey> publicKeys() {
    return work.run(
        task(token.toString(), "read the public keys", Access.ANYONE),
        lent -> PublicHalves.publicKeys(lent.session()));
  }

  /** Finds the other objects of a key: by its id, or by its label where it has none. */
  static List<Attribute> siblings(ObjectName name) {
    return name.id().length > 0
        ? List.of(Attribute.of(Cka.ID, name.id()))
        : List.of(Attribute.of(Cka.LABEL, name.label()));
  }
}
