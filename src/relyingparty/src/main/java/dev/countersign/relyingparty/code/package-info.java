/**
 * Verifies one-time codes: TOTP ([RFC6238]) and HOTP ([RFC4226]). Each code once on all nodes
 * together, a pair of codes to enrol or resynchronise a device, and a limit of tries per device.
 * Only the store does I/O; the decisions are functions of what is stored, the code and the time.
 */
@NullMarked
package dev.countersign.relyingparty.code;

import org.jspecify.annotations.NullMarked;
