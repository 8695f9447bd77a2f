/** {@code countersign tokens} and {@code doctor}: what is attached and what is wrong. */
@NullMarked
package dev.countersign.cli.tokens;

import org.jspecify.annotations.NullMarked;
