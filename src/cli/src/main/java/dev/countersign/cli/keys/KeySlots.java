package dev.countersign.cli.keys;

import dev.countersign.card.piv.PivSlot;
import dev.countersign.cli.Failure;
import dev.countersign.device.TokenUri;

/** Slots by the names that URIs give them. */
final class KeySlots {
  private KeySlots() {}

  /** The slot that a URI names, which is not the maker's. */
  static PivSlot of(TokenUri uri) {
    if (!uri.scheme().equals(Places.PIV)) {
      throw Failure.usage(
          uri + " is on no PIV token, and slots are on those only",
          "name a slot, like piv:slot=9d; a key of another token stays where it is");
    }
    Places.require(uri);
    return uri.attribute("slot")
        .flatMap(PivSlot::byName)
        .filter(slot -> slot != PivSlot.ATTESTATION)
        .orElseThrow(
            () ->
                Failure.usage(
                    uri + " names no slot for keys", "slots are 9a, 9c, 9d, 9e and 82 to 95"));
  }
}
