package dev.countersign.junit.contract.pkcs11;

/**
 * Everything that a token behind a PKCS#11 module does through the device API, whoever wrote the
 * module. What a module lists no mechanism for must be refused.
 */
public interface Pkcs11Contract
    extends FindingContract,
        ListingContract,
        ModuleSigningContract,
        ModuleDecryptionContract,
        ModuleKeysContract,
        LoginContract,
        RemovalContract {}
