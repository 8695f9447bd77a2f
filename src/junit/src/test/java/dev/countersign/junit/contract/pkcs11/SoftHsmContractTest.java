package dev.countersign.junit.contract.pkcs11;

import dev.countersign.host.pkcs11.NeedsSoftHsm;

/** The contract on an HSM in software. */
@NeedsSoftHsm
class SoftHsmContractTest extends Pkcs11ContractCase
    implements ModuleKeysContract,
        MacContract,
        PastContract,
        OriginContract,
        PinEachTimeContract,
        Ed25519Contract,
        AgreementContract {
  @Override
  ModuleFixture prepare() {
    return SoftHsmFixture.of("contract");
  }
}
