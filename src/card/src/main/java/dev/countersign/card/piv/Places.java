package dev.countersign.card.piv;

import dev.countersign.card.application.Task;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;

/** Slots in URIs and errors. */
final class Places {
  private static final String SLOTS = "slots are 9a, 9c, 9d, 9e and 82 to 95";

  private Places() {}

  /**
   * The slot that a URI names.
   *
   * @throws TokenException.NoKey when it names none, or one that does not exist
   */
  static PivSlot slot(TokenUri place, String operation) {
    String name =
        place
            .attribute("slot")
            .orElseThrow(
                () ->
                    new TokenException.NoKey(
                        place.toString(),
                        operation,
                        "the URI names no slot",
                        "add one, like slot=9c; " + SLOTS));
    return PivSlot.byName(name)
        .orElseThrow(
            () ->
                new TokenException.NoKey(
                    place.toString(), operation, "PIV has no slot " + name, SLOTS));
  }

  /** The name of a slot's key, as far as it is known without talking to the token. */
  static String name(PivSession session, PivSlot slot) {
    return session.knownUri().with("slot", slot.externalName()).toString();
  }

  /** The error for a slot whose key a card of the bare standard would not show. */
  static TokenException noKeyShown(Task task, PivSlot slot) {
    return new TokenException.NoKey(
        task.name(),
        task.operation(),
        "there is no key in slot %s that the card shows".formatted(slot.externalName()),
        "make one (countersign keys generate); one that is there shows itself on such a card by its"
            + " certificate alone, which countersign keys certificate self-sign --public-key FILE"
            + " makes");
  }

  /** The error for an empty slot. */
  static TokenException noKey(Task task, PivSlot slot) {
    return new TokenException.NoKey(
        task.name(),
        task.operation(),
        "there is no key in slot " + slot.externalName(),
        "make one (countersign keys generate), or name another slot; countersign keys list shows"
            + " what there is");
  }
}
