package dev.countersign.simulator.otp;

import dev.countersign.simulator.card.Firmware;

/**
 * What one product's OTP applet can do.
 *
 * @param firmware the firmware version
 * @param ndef whether a slot can be read by a telephone, which needs NFC
 */
public record OtpFeatures(Firmware firmware, boolean ndef) {}
