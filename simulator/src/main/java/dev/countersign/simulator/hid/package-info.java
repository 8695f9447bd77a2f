/**
 * The device's side of CTAPHID: a security key on USB, which takes and sends reports ([CTAP2.1]
 * 11.2). Simulation: protects nothing.
 */
@NullMarked
package dev.countersign.simulator.hid;

import org.jspecify.annotations.NullMarked;
