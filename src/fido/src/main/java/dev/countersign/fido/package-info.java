/** FIDO security keys, [CTAP2.1] and [U2F-RAW], over cards and over USB. */
@NullMarked
package dev.countersign.fido;

import org.jspecify.annotations.NullMarked;
