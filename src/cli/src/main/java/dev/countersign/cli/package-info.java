/**
 * The {@code countersign} command: a composition root. {@link dev.countersign.cli.Countersign} is
 * where the program starts, {@link dev.countersign.cli.Surroundings} is all that it takes from the
 * outside, {@link dev.countersign.cli.ExitCode} and {@link dev.countersign.cli.Failure} are how it
 * ends; each command is a class of its own in a package named after its group.
 */
@NullMarked
package dev.countersign.cli;

import org.jspecify.annotations.NullMarked;
