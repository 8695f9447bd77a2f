/** The OATH application for one-time codes ([YK-OATH]). */
@NullMarked
package dev.countersign.card.oath;

import org.jspecify.annotations.NullMarked;
