package dev.countersign.junit.contract.pkcs11;

/** The contract on a module for PIV tokens, which its user cannot change. */
abstract class PivModuleContractCase extends Pkcs11ContractCase
    implements NoKeysTakenContract,
        NoSecretsTakenContract,
        NoMacsContract,
        OriginContract,
        PinEachTimeContract,
        AgreementContract,
        TriesContract,
        RemovalContract {}
