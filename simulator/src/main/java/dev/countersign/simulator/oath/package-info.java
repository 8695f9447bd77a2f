/** The OATH application: accounts and their codes. Simulation: protects nothing. */
@NullMarked
package dev.countersign.simulator.oath;

import org.jspecify.annotations.NullMarked;
