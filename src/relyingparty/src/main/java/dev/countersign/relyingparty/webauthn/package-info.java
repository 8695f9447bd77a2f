/**
 * The relying party of security keys ([WEBAUTHN-3] 7): registration and sign-in with challenges
 * that are good once, for one session and one user. The library java-webauthn-server verifies; what
 * belongs together is checked here, before it and again after it.
 */
@NullMarked
package dev.countersign.relyingparty.webauthn;

import org.jspecify.annotations.NullMarked;
