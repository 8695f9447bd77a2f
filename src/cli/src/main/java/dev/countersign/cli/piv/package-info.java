/** {@code countersign piv}: looking after a PIV application. */
@NullMarked
package dev.countersign.cli.piv;

import org.jspecify.annotations.NullMarked;
