package dev.countersign.relyingparty.attestation;

import java.security.PublicKey;
import java.util.Optional;

/**
 * What a token states of a key that it made itself ([YK-ATT]).
 *
 * @param key the public half of that key
 * @param slot the key reference in hexadecimal: {@code 9c}
 * @param firmware the token's firmware: {@code 5.7.4}
 * @param serial the token's serial number, 0 to 2^32 - 1
 * @param pinPolicy when the key wants the PIN
 * @param touchPolicy when the key wants a touch
 * @param formFactor what the token looks like; older tokens do not say
 */
public record PivStatement(
    PublicKey key,
    String slot,
    String firmware,
    long serial,
    PinPolicy pinPolicy,
    TouchPolicy touchPolicy,
    Optional<FormFactor> formFactor) {}
