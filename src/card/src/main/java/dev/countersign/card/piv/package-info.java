/** The PIV card application ([SP800-73-4/2]), with and without its makers' extensions. */
@NullMarked
package dev.countersign.card.piv;

import org.jspecify.annotations.NullMarked;
