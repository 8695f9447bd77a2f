/** The commands about PKCS#11 modules and their tokens. */
@NullMarked
package dev.countersign.cli.pkcs11;

import org.jspecify.annotations.NullMarked;
