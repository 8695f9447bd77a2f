/**
 * The card below its applets: selection, command chaining, response chaining. Simulation: protects
 * nothing.
 */
@NullMarked
package dev.countersign.simulator.card;

import org.jspecify.annotations.NullMarked;
