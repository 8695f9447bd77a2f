/** The OTP application: two slots for codes that a touch types or a challenge yields ([YK-OTP]). */
@NullMarked
package dev.countersign.card.otp;

import org.jspecify.annotations.NullMarked;
