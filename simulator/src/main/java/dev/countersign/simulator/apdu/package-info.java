/**
 * Commands and responses as the card sees them, parsed independently of any driver. Simulation:
 * protects nothing.
 */
@NullMarked
package dev.countersign.simulator.apdu;

import org.jspecify.annotations.NullMarked;
