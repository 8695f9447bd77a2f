/** The PIV applet with true cryptography and false security: it protects nothing. */
@NullMarked
package dev.countersign.simulator.piv;

import org.jspecify.annotations.NullMarked;
