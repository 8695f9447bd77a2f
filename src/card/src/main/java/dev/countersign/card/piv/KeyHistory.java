package dev.countersign.card.piv;

import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.util.List;
import java.util.Optional;

/**
 * Object 5FC10C, which says how many retired keys have a certificate on the card, counted from slot
 * 82 ([SP800-73-4/1] 3.3.3). Programs that go by the standard look at no more slots than it says.
 * Who keeps which certificates off the card, and where, is left as it is.
 */
final class KeyHistory {
  private static final int ON_CARD = 0xC1;
  private static final int OFF_CARD = 0xC2;
  private static final int ERROR_DETECTION = 0xFE;

  private KeyHistory() {}

  /**
   * How many it says are on the card; empty when there is no such object, or not a readable one.
   */
  static Optional<Integer> onCard(PivCard card) throws ChannelException {
    Optional<byte[]> history = PivObjects.read(card, PivObjects.KEY_HISTORY);
    try {
      return history.isPresent() ? onCard(Tlv.parseAll(history.get())) : Optional.empty();
    } catch (TlvException e) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> onCard(List<Tlv> fields) {
    return Tlv.find(fields, ON_CARD)
        .filter(object -> object.value().length == 1)
        .map(object -> object.value()[0] & 0xFF);
  }

  /**
   * Lets it say what is true after a certificate was stored in a slot or removed from it. Costs
   * nothing in slots that are no retired key's.
   *
   * <p>A card that does not let it be written keeps its certificate, which is what was asked for.
   */
  static void follow(PivCard card, PivSlot slot, boolean stored) throws ChannelException {
    int position = PivSlot.retired().indexOf(slot) + 1;
    if (position == 0) {
      return;
    }
    try {
      Optional<byte[]> value = PivObjects.read(card, PivObjects.KEY_HISTORY);
      if (value.isEmpty()) {
        if (stored) {
          write(card, fresh(position));
        }
        return;
      }
      List<Tlv> fields = Tlv.parseAll(value.get());
      int said = onCard(fields).orElse(0);
      if (stored && said < position) {
        write(card, with(fields, position));
      } else if (!stored && said == position) {
        write(card, with(fields, lastBelow(card, position)));
      }
    } catch (UnexpectedStatus | TlvException e) {
      // neither read nor written by anybody then
    }
  }

  private static int lastBelow(PivCard card, int position) throws ChannelException {
    for (int i = position - 1; i > 0; i--) {
      if (PivObjects.read(card, PivSlot.retired().get(i - 1).certificateTag()).isPresent()) {
        return i;
      }
    }
    return 0;
  }

  private static List<Tlv> fresh(int onCard) {
    return List.of(number(ON_CARD, onCard), number(OFF_CARD, 0), Tlv.of(ERROR_DETECTION));
  }

  private static List<Tlv> with(List<Tlv> fields, int onCard) {
    return fields.stream()
        .map(field -> field.tag() == ON_CARD ? number(ON_CARD, onCard) : field)
        .toList();
  }

  private static Tlv number(int tag, int value) {
    return Tlv.of(tag, new byte[] {(byte) value});
  }

  private static void write(PivCard card, List<Tlv> fields) throws ChannelException {
    PivObjects.write(card, PivObjects.KEY_HISTORY, Tlv.encode(fields));
  }
}
