/** Simulated readers under the JDK's own smart card interface. Simulation: protects nothing. */
@NullMarked
package dev.countersign.simulator.smartcardio;

import org.jspecify.annotations.NullMarked;
