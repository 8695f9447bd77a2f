/** Messages to a security key, [CTAP2.1] 6 and [U2F-RAW], whatever it is plugged into. */
@NullMarked
package dev.countersign.fido.ctap;

import org.jspecify.annotations.NullMarked;
