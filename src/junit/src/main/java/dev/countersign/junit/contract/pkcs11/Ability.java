package dev.countersign.junit.contract.pkcs11;

import java.util.Optional;

/**
 * What not every token behind a module can. A bench says which its token has; the test class
 * implements the contract of each, and for each that it has not the contract of its refusal, where
 * there is one to ask for.
 */
public enum Ability {
  /** The user puts private keys and certificates on it, and takes them off. */
  TAKES_KEYS(ModuleKeysContract.class, NoKeysTakenContract.class),
  /** The user puts secret keys on it, and takes them off. */
  TAKES_SECRETS(SecretKeysContract.class, NoSecretsTakenContract.class),
  /** It makes message authentication codes with secret keys. */
  MAKES_MACS(MacContract.class, NoMacsContract.class),
  /** It says of the keys that it made that it made them (CKA_LOCAL). */
  TELLS_ORIGIN(OriginContract.class, NoOriginContract.class),
  /**
   * It says of keys from outside that they were not always protected (CKA_ALWAYS_SENSITIVE,
   * CKA_NEVER_EXTRACTABLE).
   */
  TELLS_PAST(PastContract.class),
  /** There are keys on it that want the PIN for each use, and they get it. */
  PIN_EACH_TIME(PinEachTimeContract.class),
  /** There are keys for Ed25519 on it. */
  ED25519(Ed25519Contract.class),
  /** There are keys on it that agree on secrets. */
  AGREES(AgreementContract.class),
  /** Somebody can tell how many wrong PINs it still takes. */
  COUNTS_TRIES(TriesContract.class),
  /** It can be taken away and brought back. */
  COMES_AND_GOES(RemovalContract.class);

  private final Class<? extends ModuleContract> contract;
  private final Optional<Class<? extends ModuleContract>> refusal;

  Ability(Class<? extends ModuleContract> contract) {
    this.contract = contract;
    this.refusal = Optional.empty();
  }

  Ability(Class<? extends ModuleContract> contract, Class<? extends ModuleContract> refusal) {
    this.contract = contract;
    this.refusal = Optional.of(refusal);
  }

  /** What holds where a token has it. */
  public Class<? extends ModuleContract> contract() {
    return contract;
  }

  /** What holds where it has not; empty where nothing could be asked for. */
  public Optional<Class<? extends ModuleContract>> refusal() {
    return refusal;
  }
}
