/** Work on one application of a card, over a lane that others use too ([ISO7816-4] 8). */
@NullMarked
package dev.countersign.card.application;

import org.jspecify.annotations.NullMarked;
