/**
 * The OTP application: two slots that answer challenges or type codes like a keyboard. Simulation:
 * protects nothing.
 */
@NullMarked
package dev.countersign.simulator.otp;

import org.jspecify.annotations.NullMarked;
