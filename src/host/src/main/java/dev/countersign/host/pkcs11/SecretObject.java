package dev.countersign.host.pkcs11;

import dev.countersign.device.Digest;
import dev.countersign.host.cryptoki.Attributes;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import dev.countersign.host.cryptoki.CryptokiSession;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What a token tells of a secret key that makes MACs ([PKCS11-CURR] 2.21 to 2.25).
 *
 * @param name what it is called
 * @param digests the hash functions that it may be used with, the usual one first
 * @param freely whether it is used without a login
 */
record SecretObject(ObjectName name, List<Digest> digests, boolean freely) {
  private static final long[] TOLD = {
    Cka.ID, Cka.LABEL, Cka.KEY_TYPE, Cka.PRIVATE, Cka.SIGN, Cka.ALLOWED_MECHANISMS
  };

  /** Reads a secret key; empty when it makes no MACs. */
  static Optional<SecretObject> of(CryptokiSession session, long handle, Mechanisms mechanisms) {
    Attributes told = session.attributes(handle, TOLD);
    List<Digest> digests =
        byType(told.number(Cka.KEY_TYPE).orElse(-1)).stream()
            .filter(digest -> mechanisms.has(Hashes.hmac(digest)))
            .filter(digest -> isAllowed(told, Hashes.hmac(digest)))
            .toList();
    boolean signs = told.flag(Cka.SIGN).orElse(true);
    return signs && !digests.isEmpty()
        ? Optional.of(
            new SecretObject(ObjectName.of(told), digests, !told.flag(Cka.PRIVATE).orElse(true)))
        : Optional.empty();
  }

  private static List<Digest> byType(long type) {
    if (type == Ckk.GENERIC_SECRET) {
      return List.of(Digest.values());
    }
    return Arrays.stream(Digest.values()).filter(digest -> typed(digest) == type).toList();
  }

  /** The type of keys that are bound to a hash function. */
  static long typed(Digest digest) {
    return switch (digest) {
      case SHA1 -> Ckk.SHA_1_HMAC;
      case SHA256 -> Ckk.SHA256_HMAC;
      case SHA384 -> Ckk.SHA384_HMAC;
      case SHA512 -> Ckk.SHA512_HMAC;
    };
  }

  /** A key that names no mechanism is bound to none. */
  private static boolean isAllowed(Attributes told, long mechanism) {
    return told.numbers(Cka.ALLOWED_MECHANISMS)
        .filter(allowed -> allowed.length > 0)
        .map(allowed -> LongStream.of(allowed).anyMatch(one -> one == mechanism))
        .orElse(true);
  }
}
