/** {@code countersign sign} and {@code verify}: bare signatures. */
@NullMarked
package dev.countersign.cli.signature;

import org.jspecify.annotations.NullMarked;
