/** A store in a database; the only package that knows one. */
@NullMarked
package dev.countersign.relyingparty.jdbc;

import org.jspecify.annotations.NullMarked;
