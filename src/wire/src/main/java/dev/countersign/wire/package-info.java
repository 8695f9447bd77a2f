/**
 * The lowest height: bytes to a token and back, and the encodings that protocols share. Nothing
 * here knows what the bytes mean.
 */
@NullMarked
package dev.countersign.wire;

import org.jspecify.annotations.NullMarked;
