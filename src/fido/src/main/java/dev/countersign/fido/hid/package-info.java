/** Security keys on USB: messages in frames of 64 bytes, [CTAP2.1] 11.2. */
@NullMarked
package dev.countersign.fido.hid;

import org.jspecify.annotations.NullMarked;
