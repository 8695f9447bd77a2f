package dev.countersign.host.pkcs11;

import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.CryptokiSession;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Private keys whose public half has another label, as in modules for smart cards ({@code SIGN key}
 * and {@code SIGN pubkey}). Before a login the public half alone is seen, so its name is one of the
 * private key too.
 */
final class OtherHalf {
  private OtherHalf() {}

  /** The private keys of that name; where there are none, those whose public half has it. */
  static long[] privateKeys(CryptokiSession session, List<Attribute> search) {
    long[] own = session.find(KeyFinder.with(search, Cko.PRIVATE_KEY), KeyFinder.ALL);
    if (own.length > 0 || search.isEmpty()) {
      return own;
    }
    return LongStream.of(session.find(KeyFinder.with(search, Cko.PUBLIC_KEY), KeyFinder.ALL))
        .mapToObj(half -> name(session, half))
        .filter(half -> half.id().length > 0)
        .map(half -> KeyFinder.with(KeyFinder.siblings(half), Cko.PRIVATE_KEY))
        .flatMapToLong(same -> LongStream.of(session.find(same, KeyFinder.ALL)))
        .filter(key -> !hasHalfOfItsName(session, key))
        .distinct()
        .toArray();
  }

  /** A key whose public half has its own label is never meant by the label of another. */
  private static boolean hasHalfOfItsName(CryptokiSession session, long key) {
    ObjectName name = name(session, key);
    List<Attribute> same =
        List.of(Attribute.of(Cka.ID, name.id()), Attribute.of(Cka.LABEL, name.label()));
    return session.find(KeyFinder.with(same, Cko.PUBLIC_KEY), 1).length > 0;
  }

  private static ObjectName name(CryptokiSession session, long object) {
    return ObjectName.of(session.attributes(object, Cka.ID, Cka.LABEL));
  }
}
