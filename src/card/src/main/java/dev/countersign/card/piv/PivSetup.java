package dev.countersign.card.piv;

import dev.countersign.device.Secret;

/**
 * What a token is to be set up with. The secrets stay the caller's, who closes them.
 *
 * @param newPin the PIN from now on, 6 to 8 bytes
 * @param newPuk the PUK from now on, 6 to 8 bytes
 * @param factoryDefaults whether to try the documented factory PIN, PUK and management key even
 *     where the token does not say that they are still set; a try is lost where they are not
 */
public record PivSetup(Secret newPin, Secret newPuk, boolean factoryDefaults) {}
