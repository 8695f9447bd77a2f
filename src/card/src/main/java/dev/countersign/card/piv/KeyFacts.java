package dev.countersign.card.piv;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What is known of the key in a slot.
 *
 * @param proven whether the card itself told the public half; else it is from the certificate or,
 *     where there is none, from the caller, and may belong to another key
 * @param certificate the certificate, when it was read on the way
 */
record KeyFacts(
    PivSlot slot,
    KeyAlgorithm algorithm,
    PublicKey publicKey,
    KeyPolicies policies,
    Optional<KeyOrigin> origin,
    boolean proven,
    Optional<X509Certificate> certificate) {}
