/** CBOR as FIDO messages have it: definite lengths, no tags, no floating point. */
@NullMarked
package dev.countersign.wire.cbor;

import org.jspecify.annotations.NullMarked;
