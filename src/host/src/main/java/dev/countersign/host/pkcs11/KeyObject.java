package dev.countersign.host.pkcs11;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinPolicy;
import dev.countersign.host.cryptoki.Attributes;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.CryptokiSession;
import java.security.PublicKey;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a token tells of a private key, or of the public half where the private one shows itself to
 * who logged in only.
 *
 * @param name what it is called
 * @param algorithm its kind
 * @param told the public half, as far as this object tells it
 * @param isPrivate whether it is the private key itself that was seen
 * @param freely whether it is used without a login
 * @param signs whether it may sign
 * @param decrypts whether it may decrypt
 * @param derives whether it may agree on secrets
 * @param eachTime whether it wants the PIN for each use
 * @param origin how it came about
 */
record KeyObject(
    ObjectName name,
    KeyAlgorithm algorithm,
    Optional<PublicKey> told,
    boolean isPrivate,
    boolean freely,
    boolean signs,
    boolean decrypts,
    boolean derives,
    boolean eachTime,
    Optional<KeyOrigin> origin) {

  private static final long[] OF_PRIVATE_KEY = {
    Cka.ID,
    Cka.LABEL,
    Cka.KEY_TYPE,
    Cka.PRIVATE,
    Cka.SIGN,
    Cka.DECRYPT,
    Cka.DERIVE,
    Cka.LOCAL,
    Cka.ALWAYS_AUTHENTICATE,
    Cka.MODULUS,
    Cka.PUBLIC_EXPONENT,
    Cka.EC_PARAMS,
    Cka.EC_POINT
  };
  private static final long[] OF_PUBLIC_KEY = {
    Cka.ID,
    Cka.LABEL,
    Cka.KEY_TYPE,
    Cka.VERIFY,
    Cka.ENCRYPT,
    Cka.MODULUS,
    Cka.PUBLIC_EXPONENT,
    Cka.EC_PARAMS,
    Cka.EC_POINT
  };

  /**
   * Reads a private key; empty when it is of a kind that we do not use.
   *
   * @param elsewhere what others tell of the key of that name when it tells too little of itself
   */
  static Optional<KeyObject> ofPrivate(
      CryptokiSession session, long handle, Function<ObjectName, Optional<PublicKey>> elsewhere) {
    Attributes told = session.attributes(handle, OF_PRIVATE_KEY);
    ObjectName name = ObjectName.of(told);
    Optional<PublicKey> key =
        PublicKeys.tellsTooLittle(told) ? elsewhere.apply(name) : PublicKeys.read(told);
    return PublicKeys.algorithm(told)
        .or(() -> key.flatMap(KeyAlgorithm::of))
        .map(
            algorithm ->
                new KeyObject(
                    name,
                    algorithm,
                    key,
                    true,
                    !told.flag(Cka.PRIVATE).orElse(true),
                    told.flag(Cka.SIGN).orElse(true),
                    told.flag(Cka.DECRYPT).orElse(true),
                    told.flag(Cka.DERIVE).orElse(true),
                    told.is(Cka.ALWAYS_AUTHENTICATE),
                    told.flag(Cka.LOCAL)
                        .map(local -> local ? KeyOrigin.GENERATED : KeyOrigin.IMPORTED)));
  }

  /** Reads a public key that stands for its private half. */
  static Optional<KeyObject> ofPublic(CryptokiSession session, long handle) {
    Attributes told = session.attributes(handle, OF_PUBLIC_KEY);
    Optional<PublicKey> key = PublicKeys.read(told);
    return PublicKeys.algorithm(told)
        .filter(algorithm -> key.isPresent())
        .map(
            algorithm ->
                new KeyObject(
                    ObjectName.of(told),
                    algorithm,
                    key,
                    false,
                    false,
                    told.flag(Cka.VERIFY).orElse(true),
                    told.flag(Cka.ENCRYPT).orElse(true),
                    true, // the flag of a public key says nothing of its private half
                    false,
                    Optional.empty()));
  }

  /**
   * Whether it is worth a try for one who asks for this very key: ykcs11 says of keys on curves
   * that they decrypt and do not derive, and they agree.
   */
  boolean mayDecryptOrAgree() {
    return decryptsOrAgrees() || (algorithm.family() == KeyAlgorithm.Family.EC && decrypts);
  }

  boolean decryptsOrAgrees() {
    return switch (algorithm.family()) {
      case RSA -> decrypts;
      case EC, X25519 -> derives;
      case ED25519 -> false;
    };
  }

  boolean canSign() {
    return signs && algorithm.family() != KeyAlgorithm.Family.X25519;
  }

  /** When it wants the PIN, as far as that was seen. */
  KeyPolicies policies() {
    Optional<PinPolicy> pin =
        isPrivate
            ? Optional.of(eachTime ? PinPolicy.ALWAYS : freely ? PinPolicy.NEVER : PinPolicy.ONCE)
            : Optional.empty();
    return new KeyPolicies(pin, Optional.empty());
  }
}
