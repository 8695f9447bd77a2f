/** Recovery codes: what is left to a user who lost all keys. */
@NullMarked
package dev.countersign.relyingparty.recovery;

import org.jspecify.annotations.NullMarked;
