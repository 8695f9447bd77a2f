package dev.countersign.host.pkcs11;

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
import java.util.Optional;
import java.util.Set;
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

  private final TokenUri token;
  private final TokenWork work;

  KeyFinder(TokenUri token, TokenWork work) {
    this.token = token;
    this.work = work;
  }

  TokenUri uri(ObjectName name) {
    return name.on(token, Optional.of(PRIVATE));
  }

  /** All that can be seen now. */
  List<KeyObject> list() {
    Task task = work.task(token.toString(), "list the keys", Access.ANYONE);
    return work.run(task, lent -> visible(lent.session(), List.of()));
  }

  /** Whether private keys may be there that cannot be seen now. */
  private boolean hiding() {
    return work.login().required() && !work.login().active(work.generation());
  }

  private List<KeyObject> visible(CryptokiSession session, List<Attribute> search) {
    List<KeyObject> keys = new ArrayList<>();
    Set<ObjectName> names = new HashSet<>();
    boolean hiding = hiding();
    long[] privateKeys =
        hiding
            ? session.find(with(search, Cko.PRIVATE_KEY), ALL)
            : OtherHalf.privateKeys(session, search);
    for (long handle : privateKeys) {
      KeyObject.ofPrivate(session, handle)
          .ifPresent(
              key -> {
                keys.add(key);
                names.add(key.name());
                names.add(key.name().anonymous());
              });
    }
    if (hiding) {
      for (long handle : session.find(with(search, Cko.PUBLIC_KEY), ALL)) {
        KeyObject.ofPublic(session, handle)
            .filter(key -> !names.contains(key.name().anonymous()) && names.add(key.name()))
            .ifPresent(keys::add);
      }
    }
    return keys;
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
   */
  KeyObject find(TokenUri uri, Predicate<KeyObject> usable) {
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
    List<Attribute> search = ObjectName.search(uri);
    Task task = work.task(uri.toString(), FIND, Access.ANYONE);
    List<KeyObject> seen =
        work.run(task, lent -> visible(lent.session(), search)).stream().filter(usable).toList();
    if (seen.size() != 1 && hiding()) {
      Task again = work.task(uri.toString(), FIND, Access.USER);
      seen =
          work.run(again, lent -> visible(lent.session(), search)).stream().filter(usable).toList();
    }
    return only(uri, seen);
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

  /** The public key object of that name; empty when there is none that tells a key. */
  Optional<PublicKey> publicKey(ObjectName name) {
    Task task = work.task(uri(name).toString(), "read the public key", Access.ANYONE);
    return work.run(
        task,
        lent -> {
          CryptokiSession session = lent.session();
          for (long handle : session.find(with(siblings(name), Cko.PUBLIC_KEY), ALL)) {
            Optional<PublicKey> key = KeyObject.ofPublic(session, handle).flatMap(KeyObject::told);
            if (key.isPresent()) {
              return key;
            }
          }
          return Optional.<PublicKey>empty();
        });
  }

  /** Finds the other objects of a key: by its id, or by its label where it has none. */
  static List<Attribute> siblings(ObjectName name) {
    return name.id().length > 0
        ? List.of(Attribute.of(Cka.ID, name.id()))
        : List.of(Attribute.of(Cka.LABEL, name.label()));
  }
}
