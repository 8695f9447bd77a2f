/** A simulation of signers that share their work, for the page about running a fleet of them. */
@NullMarked
package dev.countersign.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
