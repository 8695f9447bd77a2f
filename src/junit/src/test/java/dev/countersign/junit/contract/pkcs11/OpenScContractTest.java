package dev.countersign.junit.contract.pkcs11;

import dev.countersign.simulator.Profile;

/** The contract on OpenSC over a simulated YubiKey. */
class OpenScContractTest extends PivModuleContractCase {
  @Override
  ModuleFixture prepare() throws Exception {
    return PivModuleFixture.openSc(Profile.YUBIKEY_5_7);
  }
}
