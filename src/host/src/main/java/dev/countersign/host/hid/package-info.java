/**
 * FIDO security keys that are plugged in: through hidraw on Linux, which is files only, and through
 * hidapi on macOS and Windows.
 */
@NullMarked
package dev.countersign.host.hid;

import org.jspecify.annotations.NullMarked;
