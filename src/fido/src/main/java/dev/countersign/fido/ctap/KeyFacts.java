package dev.countersign.fido.ctap;

import dev.countersign.device.AttachmentMemory;
import dev.countersign.device.fido.SecurityKeyInfo;

/** What a key said about itself since it was attached. */
record KeyFacts(SecurityKeyInfo info) implements AttachmentMemory.Item {}
