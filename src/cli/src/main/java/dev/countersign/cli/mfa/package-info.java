/** {@code countersign mfa}: one-time codes, and the accounts that they are for. */
@NullMarked
package dev.countersign.cli.mfa;

import org.jspecify.annotations.NullMarked;
