/**
 * One key on several tokens, used as one: {@link dev.countersign.device.pool.SigningPool} spreads
 * signatures over them and goes on while at least one of them works.
 */
@NullMarked
package dev.countersign.device.pool;

import org.jspecify.annotations.NullMarked;
