package dev.countersign.host.pkcs11;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.host.cryptoki.Cka;
import java.util.List;

/**
 * What a new pair may be used for.
 *
 * @param ofPrivate CKA_SIGN and so on of the private half
 * @param ofPublic the same of the public half
 */
record KeyUses(List<Long> ofPrivate, List<Long> ofPublic) {

  /**
   * What such keys can do, and then less: there are tokens that refuse a key for more than one use.
   */
  static List<KeyUses> of(KeyAlgorithm algorithm) {
    KeyUses signing = new KeyUses(List.of(Cka.SIGN), List.of(Cka.VERIFY));
    return switch (algorithm.family()) {
      case RSA ->
          List.of(
              new KeyUses(List.of(Cka.SIGN, Cka.DECRYPT), List.of(Cka.VERIFY, Cka.ENCRYPT)),
              signing);
      case EC -> List.of(new KeyUses(List.of(Cka.SIGN, Cka.DERIVE), List.of(Cka.VERIFY)), signing);
      case ED25519 -> List.of(signing);
      case X25519 -> List.of(new KeyUses(List.of(Cka.DERIVE), List.of()));
    };
  }
}
