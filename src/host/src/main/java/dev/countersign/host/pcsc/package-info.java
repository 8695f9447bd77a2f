/**
 * Smart cards through the PC/SC service of the operating system: shared, with short transactions,
 * and surviving what happens to readers, cards and the service.
 */
@NullMarked
package dev.countersign.host.pcsc;

import org.jspecify.annotations.NullMarked;
