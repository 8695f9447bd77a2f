/** What verifiers remember of a device, so that any number of nodes decide as one. */
@NullMarked
package dev.countersign.relyingparty.store;

import org.jspecify.annotations.NullMarked;
