/** {@code countersign otp}: the two slots of the OTP application. */
@NullMarked
package dev.countersign.cli.otp;

import org.jspecify.annotations.NullMarked;
