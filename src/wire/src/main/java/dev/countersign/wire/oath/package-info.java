/** One-time codes outside of any token: hashes, truncation, names of accounts, seeds as text. */
@NullMarked
package dev.countersign.wire.oath;

import org.jspecify.annotations.NullMarked;
