package dev.countersign.junit.contract.pkcs11;

/** The contract on the token in software of openCryptoki. */
@NeedsPkcsslotd
class OpenCryptokiContractTest extends Pkcs11ContractCase
    implements ModuleKeysContract, MacContract, OriginContract {
  @Override
  ModuleFixture prepare() throws Exception {
    return OpenCryptokiFixture.initialised();
  }
}
