/** {@code countersign fido}: security keys. */
@NullMarked
package dev.countersign.cli.fido;

import org.jspecify.annotations.NullMarked;
