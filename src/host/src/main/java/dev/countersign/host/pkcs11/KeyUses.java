package dev.countersign.host.pkcs11;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import java.util.List;

/**
 * What a new pair may be used for.
 *
 * @param ofPrivate CKA_SIGN and so on of the private half
 * @param ofPublic the same of the public half
 */
record KeyUses(List<Attribute> ofPrivate, List<Attribute> ofPublic) {
  private static final Attribute SIGN = Attribute.of(Cka.SIGN, true);
  private static final Attribute VERIFY = Attribute.of(Cka.VERIFY, true);

  /**
   * What such keys can do, and then less: there are tokens that refuse a key for more than one use.
   */
  static List<KeyUses> of(KeyAlgorithm algorithm) {
    KeyUses signing = new KeyUses(List.of(SIGN), List.of(VERIFY));
    Attribute derive = Attribute.of(Cka.DERIVE, true);
    return switch (algorithm.family()) {
      case RSA -> List.of(rsa(true), rsa(false));
      case EC -> List.of(new KeyUses(List.of(SIGN, derive), List.of(VERIFY)), signing);
      case ED25519 -> List.of(signing);
      case X25519 -> List.of(new KeyUses(List.of(derive), List.of()));
    };
  }

  private static KeyUses rsa(boolean decrypts) {
    return new KeyUses(
        List.of(SIGN, Attribute.of(Cka.DECRYPT, decrypts)),
        List.of(VERIFY, Attribute.of(Cka.ENCRYPT, decrypts)));
  }
}
