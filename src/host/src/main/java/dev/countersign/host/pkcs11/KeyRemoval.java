package dev.countersign.host.pkcs11;

import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.pkcs11.TokenWork.Access;
import java.util.List;
import java.util.Optional;

/** Destroys keys and what belongs to them. */
final class KeyRemoval {
  private final TokenWork work;

  KeyRemoval(TokenWork work) {
    this.work = work;
  }

  /** The private key, then its public half and its certificates. */
  void remove(KeyPlace place) {
    work.run(
        place.task(Access.WRITER),
        lent -> {
          remove(lent.session(), place);
          return true;
        });
  }

  private static void remove(CryptokiSession session, KeyPlace place) {
    Optional<Long> key = place.privateKey(session);
    List<Attribute> named = place.search();
    List<Attribute> siblings = named;
    if (key.isPresent()) {
      ObjectName name = ObjectName.of(session.attributes(key.get(), Cka.ID, Cka.LABEL));
      destroy(session, place, key.get());
      named = name.search();
      siblings = KeyFinder.siblings(name);
    }
    // Keys of one id and several labels have public halves of their own and share certificates.
    boolean shared = session.find(KeyFinder.with(siblings, Cko.PRIVATE_KEY), 1).length > 0;
    List<Attribute> rest = shared ? named : siblings;
    int destroyed = key.isPresent() ? 1 : 0;
    destroyed += destroyAll(session, place, rest, Cko.PUBLIC_KEY);
    if (!shared) {
      for (long certificate : CertificateWriting.values(session, rest).keySet()) {
        destroy(session, place, certificate);
        destroyed++;
      }
    }
    if (destroyed == 0) {
      throw new TokenException.NoKey(
          place.uri().toString(),
          place.operation(),
          "the token holds neither key nor certificate of that name",
          "look what there is with countersign keys list");
    }
  }

  private static int destroyAll(
      CryptokiSession session, KeyPlace place, List<Attribute> search, long objectClass) {
    long[] handles = session.find(KeyFinder.with(search, objectClass), KeyFinder.ALL);
    for (long handle : handles) {
      destroy(session, place, handle);
    }
    return handles.length;
  }

  /** Destroys an object; one that went by itself with another is gone too. */
  static void destroy(CryptokiSession session, KeyPlace place, long handle) {
    try {
      session.destroy(handle);
    } catch (CryptokiException e) {
      if (e.is(Ckr.CKR_OBJECT_HANDLE_INVALID)) {
        return;
      } else if (e.is(Ckr.CKR_ACTION_PROHIBITED, Ckr.CKR_FUNCTION_NOT_SUPPORTED)) {
        throw new TokenException.Refused(
            place.uri().toString(),
            place.operation(),
            "the token does not let it be destroyed",
            e.name(),
            "initialise the token, or use its maker's program");
      }
      throw e;
    }
  }
}
