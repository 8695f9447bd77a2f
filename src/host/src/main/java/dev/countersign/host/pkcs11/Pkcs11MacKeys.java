package dev.countersign.host.pkcs11;

import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeys;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinSource;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.pkcs11.TokenWork.Access;
import dev.countersign.host.pkcs11.TokenWork.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The secret keys of a token that make MACs. */
final class Pkcs11MacKeys implements MacKeys {
  private static final String FIND = "find the key";

  /** So many are read at most to say between which a URI leaves the choice. */
  private static final int CANDIDATES = 16;

  private final TokenUri token;
  private final TokenWork work;
  private final Mechanisms mechanisms;

  Pkcs11MacKeys(TokenUri token, TokenWork work, Mechanisms mechanisms) {
    this.token = token;
    this.work = work;
    this.mechanisms = mechanisms;
  }

  @Override
  public List<MacKey> list() {
    PinEntry entry = work.ports().pinEntry();
    Task task = new Task(token.toString(), "list the keys", Access.ANYONE, entry);
    return keys(read(task, List.of(), KeyFinder.ALL), entry);
  }

  @Override
  public List<MacKey> labelled(String label) {
    TokenUri uri = token.with(ObjectName.OBJECT, label);
    List<Attribute> search = List.of(Attribute.of(Cka.LABEL, label));
    PinEntry entry = work.ports().pinEntry();
    return keys(look(uri, search, entry), entry);
  }

  @Override
  public MacKey find(TokenUri uri) {
    uri.attribute("type")
        .filter(type -> !type.equals(KeyFinder.SECRET))
        .ifPresent(
            type -> {
              throw new TokenException.NoKey(
                  uri.toString(),
                  FIND,
                  "the URI names an object of the type %s, and a secret key is wanted"
                      .formatted(type),
                  "leave type out, or write type=" + KeyFinder.SECRET);
            });
    PinEntry entry =
        uri.query("pin-source").map(PinSource::of).orElseGet(() -> work.ports().pinEntry());
    List<SecretObject> seen = look(uri, ObjectName.search(uri), entry);
    if (seen.isEmpty()) {
      throw new TokenException.NoKey(
          uri.toString(),
          FIND,
          "the token holds no such key that makes MACs",
          "look what there is with countersign keys audit '%s'".formatted(token));
    } else if (seen.size() > 1) {
      throw new TokenException.Ambiguous(
          uri.toString(), FIND, seen.stream().map(key -> uri(key.name()).toString()).toList());
    }
    return keys(seen, entry).get(0);
  }

  /** Looks without a login first, and after one when that does not show exactly one. */
  private List<SecretObject> look(TokenUri uri, List<Attribute> search, PinEntry entry) {
    List<SecretObject> seen =
        read(new Task(uri.toString(), FIND, Access.ANYONE, entry), search, CANDIDATES);
    boolean hiding = work.login().required() && !work.login().active(work.generation());
    return seen.size() != 1 && hiding
        ? read(new Task(uri.toString(), FIND, Access.USER, entry), search, CANDIDATES)
        : seen;
  }

  private List<SecretObject> read(Task task, List<Attribute> search, int maximum) {
    return work.run(
        task,
        lent -> {
          List<SecretObject> seen = new ArrayList<>();
          for (long handle :
              lent.session().find(KeyFinder.with(search, Cko.SECRET_KEY), KeyFinder.ALL)) {
            if (seen.size() < maximum) {
              SecretObject.of(lent.session(), handle, mechanisms).ifPresent(seen::add);
            }
          }
          return seen;
        });
  }

  private TokenUri uri(ObjectName name) {
    return name.on(token, Optional.of(KeyFinder.SECRET));
  }

  private List<MacKey> keys(List<SecretObject> seen, PinEntry entry) {
    return seen.stream().map(key -> key(key, entry)).toList();
  }

  MacKey key(SecretObject key, PinEntry entry) {
    TokenUri uri = uri(key.name());
    KeyUse use = new KeyUse(work, key.name(), Cko.SECRET_KEY, uri.toString(), key.freely(), entry);
    return new Pkcs11MacKey(uri, key, key.digests().get(0), use);
  }
}
