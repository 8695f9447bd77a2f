/**
 * Token keys for programs that speak {@code java.security}: {@link
 * dev.countersign.jca.CountersignProvider} offers a {@link java.security.KeyStore} of all keys on
 * all attached tokens, and the signatures, decryptions and key agreements that these keys make. The
 * private keys are handles without content; the work is done on the token.
 */
@NullMarked
package dev.countersign.jca;

import org.jspecify.annotations.NullMarked;
