/** What time it is elsewhere, to compare the host's clock with. */
@NullMarked
package dev.countersign.host.time;

import org.jspecify.annotations.NullMarked;
