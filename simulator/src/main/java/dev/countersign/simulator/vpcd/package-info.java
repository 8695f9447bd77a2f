/** Simulated tokens as readers of a real PC/SC service. Simulation: protects nothing. */
@NullMarked
package dev.countersign.simulator.vpcd;

import org.jspecify.annotations.NullMarked;
