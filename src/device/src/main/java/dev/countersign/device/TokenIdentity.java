package dev.countersign.device;

import java.util.Optional;

/**
 * Which token it is.
 *
 * @param kind the protocol, which is the scheme of its URIs: {@code piv}
 * @param serial its serial number as its maker prints it, or the card's GUID in hexadecimal; empty
 *     when it has neither
 * @param label what to call it before a person: {@code YubiKey 5.7.4}, {@code PIV card}
 * @param firmware the version, when known
 * @param simulated whether it is a software simulation, which protects nothing
 */
public record TokenIdentity(
    String kind,
    Optional<String> serial,
    String label,
    Optional<String> firmware,
    boolean simulated) {}
