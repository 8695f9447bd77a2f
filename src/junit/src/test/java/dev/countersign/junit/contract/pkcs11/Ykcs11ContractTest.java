package dev.countersign.junit.contract.pkcs11;

/** The contract on the module of the YubiKey's maker. */
class Ykcs11ContractTest extends PivModuleContractCase {
  @Override
  ModuleFixture prepare() throws Exception {
    return PivModuleFixture.ykcs11();
  }
}
