/**
 * The management application: what the token is and which of its applications are enabled.
 * Simulation: protects nothing.
 */
@NullMarked
package dev.countersign.simulator.management;

import org.jspecify.annotations.NullMarked;
