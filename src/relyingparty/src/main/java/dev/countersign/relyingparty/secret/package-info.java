/** Keys that are wiped after their use; not exported. */
@NullMarked
package dev.countersign.relyingparty.secret;

import org.jspecify.annotations.NullMarked;
