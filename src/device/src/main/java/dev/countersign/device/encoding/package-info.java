/** Signatures, paddings and points as bytes: what is the same for every kind of token. */
@NullMarked
package dev.countersign.device.encoding;

import org.jspecify.annotations.NullMarked;
