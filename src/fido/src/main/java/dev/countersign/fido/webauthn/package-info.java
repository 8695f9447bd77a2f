/**
 * The client of WebAuthn ceremonies, in the place of a browser: client data, rules about origins,
 * and the browser API's JSON. It sees the port of security keys only, so it works with any key.
 */
@NullMarked
package dev.countersign.fido.webauthn;

import org.jspecify.annotations.NullMarked;
