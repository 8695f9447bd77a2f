/** Completion scripts, manual pages and the reference, made from the commands themselves. */
@NullMarked
package dev.countersign.cli.manual;

import org.jspecify.annotations.NullMarked;
