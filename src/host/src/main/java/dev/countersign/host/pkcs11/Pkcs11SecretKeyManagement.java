package dev.countersign.host.pkcs11;

import dev.countersign.device.Digest;
import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeyManagement;
import dev.countersign.device.Secret;
import dev.countersign.device.SecretKeyKind;
import dev.countersign.device.SecretKeyManagement;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.pkcs11.TokenWork.Access;
import java.util.List;
import java.util.Optional;

/** Secret keys come and go, those for MACs by their label too. */
final class Pkcs11SecretKeyManagement implements SecretKeyManagement, MacKeyManagement {
  private final TokenUri token;
  private final TokenWork work;
  private final Mechanisms mechanisms;
  private final Pkcs11MacKeys keys;

  Pkcs11SecretKeyManagement(
      TokenUri token, TokenWork work, Mechanisms mechanisms, Pkcs11MacKeys keys) {
    this.token = token;
    this.work = work;
    this.mechanisms = mechanisms;
    this.keys = keys;
  }

  private SecretWriting writing() {
    return new SecretWriting(work, mechanisms);
  }

  private KeyPlace place(TokenUri uri, String operation) {
    return KeyPlace.ofSecret(uri, work, operation);
  }

  private TokenUri uri(ObjectName name) {
    return name.on(token, Optional.of(KeyFinder.SECRET));
  }

  @Override
  public TokenUri importSecret(TokenUri uri, SecretKeyKind kind, Secret value) {
    SecretWriting.requireLength(kind, value);
    KeyPlace place = place(uri, "import a secret key");
    return work.run(
        place.task(Access.WRITER),
        lent -> {
          place.requireFree(lent.session(), Cko.SECRET_KEY);
          ObjectName name = place.fresh(work.ports().random());
          long key = writing().create(lent.session(), place, name, kind, value);
          return uri(ObjectName.of(lent.session().attributes(key, Cka.ID, Cka.LABEL)));
        });
  }

  @Override
  public void deleteSecret(TokenUri uri) {
    KeyPlace place = place(uri, "delete the key");
    work.run(
        place.task(Access.WRITER),
        lent -> {
          KeyRemoval.destroy(lent.session(), place, only(lent.session(), place));
          return true;
        });
  }

  private static long only(CryptokiSession session, KeyPlace place) {
    long[] handles = session.find(KeyFinder.with(place.search(), Cko.SECRET_KEY), 2);
    if (handles.length == 0) {
      throw new TokenException.NoKey(
          place.uri().toString(),
          place.operation(),
          "the token holds no such secret key",
          "look what there is with countersign keys audit");
    } else if (handles.length > 1) {
      throw place.ambiguous(session, Cko.SECRET_KEY, KeyFinder.SECRET);
    }
    return handles[0];
  }

  /** The new key is there before the one that it replaces is destroyed. */
  @Override
  public MacKey store(String label, Digest digest, Secret key, boolean replace, boolean touch) {
    SecretKeyKind kind = new SecretKeyKind.Hmac(digest);
    SecretWriting.requireLength(kind, key);
    KeyPlace place = place(token.with(ObjectName.OBJECT, label), "store a MAC key");
    if (touch) {
      throw new TokenException.Unsupported(
          place.uri().toString(),
          place.operation(),
          "PKCS#11 tokens have no keys that want a touch",
          "leave that wish out");
    }
    SecretObject stored =
        work.run(
            place.task(Access.WRITER),
            lent -> {
              CryptokiSession session = lent.session();
              long[] former = replaceable(session, place, replace);
              ObjectName name = place.fresh(work.ports().random());
              long created = writing().create(session, place, name, kind, key);
              SecretObject told =
                  SecretObject.of(session, created, mechanisms).orElseThrow(() -> notTold(place));
              for (long old : former) {
                KeyRemoval.destroy(session, place, old);
              }
              return told;
            });
    return keys.key(stored, work.ports().pinEntry()).with(digest);
  }

  private static TokenException notTold(KeyPlace place) {
    return new TokenException.BadResponse(
        place.uri().toString(), place.operation(), "the key that it stored cannot be read", null);
  }

  private long[] replaceable(CryptokiSession session, KeyPlace place, boolean replace) {
    long[] former = session.find(KeyFinder.with(place.search(), Cko.SECRET_KEY), 2);
    if (former.length > 0 && !replace) {
      throw new TokenException.Refused(
          place.uri().toString(),
          place.operation(),
          "there is a secret key of that label already",
          null,
          "choose another label, or let that key be replaced");
    } else if (former.length > 1) {
      throw place.ambiguous(session, Cko.SECRET_KEY, KeyFinder.SECRET);
    } else if (former.length == 1 && SecretObject.of(session, former[0], mechanisms).isEmpty()) {
      throw new TokenException.Refused(
          place.uri().toString(),
          place.operation(),
          "the key of that label makes no MACs, and is not replaced",
          null,
          "choose another label");
    }
    return former;
  }

  @Override
  public MacKey rename(MacKey key, String label) {
    KeyPlace place = place(key.uri(), "rename a key");
    ObjectName name = ((Pkcs11MacKey) key).name();
    SecretObject renamed =
        work.run(
            place.task(Access.WRITER),
            lent -> {
              long handle = only(lent.session(), place);
              try {
                lent.session().set(handle, List.of(Attribute.of(Cka.LABEL, label)));
              } catch (CryptokiException e) {
                throw e.is(Ckr.CKR_ATTRIBUTE_READ_ONLY, Ckr.CKR_ACTION_PROHIBITED)
                    ? new TokenException.Unsupported(
                        place.uri().toString(),
                        place.operation(),
                        "the token lets no key be renamed (%s)".formatted(e.name()),
                        "import it anew under the other label")
                    : e;
              }
              return SecretObject.of(lent.session(), handle, mechanisms)
                  .orElseGet(
                      () ->
                          new SecretObject(
                              new ObjectName(name.id(), label), List.of(key.digest()), false));
            });
    return keys.key(renamed, work.ports().pinEntry()).with(key.digest());
  }

  @Override
  public void remove(MacKey key) {
    deleteSecret(key.uri());
  }
}
