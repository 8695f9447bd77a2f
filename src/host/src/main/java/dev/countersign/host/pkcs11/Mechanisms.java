package dev.countersign.host.pkcs11;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.host.cryptoki.Ckm;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.Structures.MechanismInfo;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a token can do: the mechanisms that it lists, as far as the configuration lets them be. */
final class Mechanisms {
  private final TokenPlace place;
  private volatile @Nullable Set<Long> listed; // read once: it is as the token is made

  Mechanisms(TokenPlace place) {
    this.place = place;
  }

  /** Whether a mechanism may be tried. Everything may on a token that lists nothing. */
  boolean has(long mechanism) {
    Set<Long> known = listed();
    return place.configuration().allows(mechanism)
        && (known.isEmpty() || known.contains(mechanism));
  }

  /** Whether any HMAC may be tried. */
  boolean makesMacs() {
    return Arrays.stream(Digest.values()).anyMatch(digest -> has(Hashes.hmac(digest)));
  }

  private Set<Long> listed() {
    Set<Long> known = listed;
    if (known == null) {
      try {
        known =
            Arrays.stream(place.cryptoki().mechanisms(place.slot()))
                .boxed()
                .collect(Collectors.toUnmodifiableSet());
      } catch (CryptokiException e) {
        return Set.of(); // not kept: it may be lost now and be back soon
      }
      listed = known;
    }
    return known;
  }

  private Optional<MechanismInfo> info(long mechanism) {
    try {
      return Optional.of(place.cryptoki().mechanismInfo(place.slot(), mechanism));
    } catch (CryptokiException e) {
      return Optional.empty();
    }
  }

  /** The kinds of key that the token makes, of those that are made today. */
  Set<KeyAlgorithm> generates() {
    Set<KeyAlgorithm> all = EnumSet.noneOf(KeyAlgorithm.class);
    for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
      if (algorithm != KeyAlgorithm.RSA1024 && generates(algorithm)) {
        all.add(algorithm);
      }
    }
    return all;
  }

  private boolean generates(KeyAlgorithm algorithm) {
    long mechanism = generating(algorithm);
    return has(mechanism)
        && switch (algorithm.family()) {
          case RSA, EC -> info(mechanism).map(info -> fits(info, algorithm.bits())).orElse(true);
          case ED25519, X25519 -> true; // modules give their length as 255, 256 or 32
        };
  }

  /** The sizes are unsigned, and the largest number means that there is no limit. */
  static boolean fits(MechanismInfo info, int bits) {
    return info.maxKeySize() == 0
        || (Long.compareUnsigned(info.minKeySize(), bits) <= 0
            && Long.compareUnsigned(bits, info.maxKeySize()) <= 0);
  }

  /** The mechanism that makes such keys. */
  static long generating(KeyAlgorithm algorithm) {
    return switch (algorithm.family()) {
      case RSA -> Ckm.RSA_PKCS_KEY_PAIR_GEN;
      case EC -> Ckm.EC_KEY_PAIR_GEN;
      case ED25519 -> Ckm.EC_EDWARDS_KEY_PAIR_GEN;
      case X25519 -> Ckm.EC_MONTGOMERY_KEY_PAIR_GEN;
    };
  }
}
