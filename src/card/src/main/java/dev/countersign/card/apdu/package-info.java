/** Commands and responses of smart cards ([ISO7816-4]) and how they are exchanged. */
@NullMarked
package dev.countersign.card.apdu;

import org.jspecify.annotations.NullMarked;
