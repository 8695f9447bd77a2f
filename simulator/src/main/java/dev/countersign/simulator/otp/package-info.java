/** The part of the OTP applet that says the serial number. Simulation: protects nothing. */
@NullMarked
package dev.countersign.simulator.otp;

import org.jspecify.annotations.NullMarked;
