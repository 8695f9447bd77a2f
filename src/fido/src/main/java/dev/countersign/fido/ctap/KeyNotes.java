package dev.countersign.fido.ctap;

import dev.countersign.device.Lane;

/**
 * What a key answered when its application was selected.
 *
 * @param u2f whether it says that it takes the messages of [U2F-RAW]
 */
record KeyNotes(boolean u2f) implements Lane.State {}
