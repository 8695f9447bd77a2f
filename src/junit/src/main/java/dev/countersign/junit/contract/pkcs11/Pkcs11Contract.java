package dev.countersign.junit.contract.pkcs11;

/**
 * Everything that a token behind a PKCS#11 module does through the device API, whoever wrote the
 * module. What a module lists no mechanism for must be refused. What is not every token's is in the
 * contract of an {@link Ability}, which a test class implements beside this one.
 */
public interface Pkcs11Contract
    extends FindingContract,
        ListingContract,
        ModuleSigningContract,
        ModuleDecryptionContract,
        AuditContract,
        LoginContract,
        AbilityContract {}
