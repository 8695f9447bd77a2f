package dev.countersign.junit.contract;

/**
 * Everything that a PIV token does through the device API, whatever its make and however it is
 * attached. What a token does not claim to do it must refuse as unsupported.
 */
public interface PivContract
    extends InventoryContract,
        SigningContract,
        PinContract,
        CertificateContract,
        ImportContract,
        DecryptionContract {}
