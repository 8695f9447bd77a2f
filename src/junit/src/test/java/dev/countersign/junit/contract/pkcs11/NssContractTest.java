package dev.countersign.junit.contract.pkcs11;

/** The contract on the module of NSS. */
class NssContractTest extends Pkcs11ContractCase
    implements ModuleKeysContract, MacContract, PastContract, NoOriginContract, AgreementContract {
  @Override
  ModuleFixture prepare() throws Exception {
    return NssFixture.only();
  }
}
