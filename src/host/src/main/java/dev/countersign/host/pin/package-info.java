/** PIN entry and touch notices for a person: at the terminal device or with a pinentry program. */
@NullMarked
package dev.countersign.host.pin;

import org.jspecify.annotations.NullMarked;
