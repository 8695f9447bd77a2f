/** TLS connections that a key on a token opens. */
@NullMarked
package dev.countersign.cli.tls;

import org.jspecify.annotations.NullMarked;
