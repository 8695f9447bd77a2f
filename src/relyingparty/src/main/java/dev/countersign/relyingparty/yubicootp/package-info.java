/** Verifies the one-time passwords of the Yubico OTP application ([YK-YOTP]), each once. */
@NullMarked
package dev.countersign.relyingparty.yubicootp;

import org.jspecify.annotations.NullMarked;
