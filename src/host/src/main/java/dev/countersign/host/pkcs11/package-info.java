/**
 * Tokens of PKCS#11 modules: sessions, logins and keys over {@link dev.countersign.host.cryptoki}.
 */
@NullMarked
package dev.countersign.host.pkcs11;

import org.jspecify.annotations.NullMarked;
