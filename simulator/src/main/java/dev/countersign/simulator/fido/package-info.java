/** The FIDO application: a CTAP 2.1 authenticator that answers U2F too. Protects nothing. */
@NullMarked
package dev.countersign.simulator.fido;

import org.jspecify.annotations.NullMarked;
