/** The files that keys and certificates come in and go out by. */
@NullMarked
package dev.countersign.cli.keyfiles;

import org.jspecify.annotations.NullMarked;
