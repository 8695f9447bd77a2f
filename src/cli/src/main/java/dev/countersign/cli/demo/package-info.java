/** {@code countersign demo}: the tour. */
@NullMarked
package dev.countersign.cli.demo;

import org.jspecify.annotations.NullMarked;
