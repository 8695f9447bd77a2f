/** {@code countersign simulator}: simulated tokens, which protect nothing. */
@NullMarked
package dev.countersign.cli.simulated;

import org.jspecify.annotations.NullMarked;
