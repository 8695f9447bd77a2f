package dev.countersign.junit.contract.pkcs11;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.host.pkcs11.SoftHsm;
import dev.countersign.junit.contract.pkcs11.RawKeys.Wanted;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** An HSM in software. */
final class SoftHsmFixture extends ModuleFixture {
  private final List<MadeKey> keys;

  private SoftHsmFixture(Module module, String label) {
    super(module, label, SoftHsm.PIN);
    try (RawKeys raw = raw()) {
      keys =
          List.of(
              raw.make(new Wanted(KeyAlgorithm.RSA2048, "rsa", new byte[] {1}, true)),
              raw.make(new Wanted(KeyAlgorithm.P256, "p256", new byte[] {2, 0}, false)),
              raw.make(new Wanted(KeyAlgorithm.P384, "p384 & Ü;/?", new byte[] {'3'}, true)),
              raw.make(new Wanted(KeyAlgorithm.ED25519, "ed", new byte[] {4}, false)),
              raw.make(
                  new Wanted(KeyAlgorithm.P256, "each time", new byte[] {5}, true)
                      .wantingThePinEachTime()));
    }
  }

  /** A new token of that name. */
  static SoftHsmFixture of(String label) {
    SoftHsm.create(label);
    return new SoftHsmFixture(new Module(SoftHsm.module()), label);
  }

  @Override
  List<MadeKey> keys() {
    return keys;
  }

  @Override
  Set<Ability> abilities() {
    return EnumSet.complementOf(EnumSet.of(Ability.COUNTS_TRIES, Ability.COMES_AND_GOES));
  }

  @Override
  void restore() {
    try (RawKeys raw = raw()) {
      raw.clear(keys);
    }
  }
}
