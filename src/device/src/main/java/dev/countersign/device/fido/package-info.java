/** What a FIDO security key can do, whatever it is plugged into. */
@NullMarked
package dev.countersign.device.fido;

import org.jspecify.annotations.NullMarked;
