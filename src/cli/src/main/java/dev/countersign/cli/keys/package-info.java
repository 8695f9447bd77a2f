/** {@code countersign keys}: the keys and certificates on a token. */
@NullMarked
package dev.countersign.cli.keys;

import org.jspecify.annotations.NullMarked;
