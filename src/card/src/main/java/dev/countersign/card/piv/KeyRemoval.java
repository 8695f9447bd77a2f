package dev.countersign.card.piv;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;
import java.util.Optional;
import java.util.Set;

/**
 * Keys are moved or destroyed ([YK-PIV] MOVE KEY), and their certificates with them. The management
 * key has been authenticated.
 */
final class KeyRemoval {
  private static final int INS_MOVE_KEY = 0xF6;
  private static final int NOWHERE = 0xFF;

  /** What firmware answers where there is no key is not documented. */
  private static final Set<StatusWord> NO_KEY =
      Set.of(StatusWord.REFERENCE_NOT_FOUND, StatusWord.FILE_NOT_FOUND, StatusWord.INCORRECT_DATA);

  private KeyRemoval() {}

  /**
   * Moves a key. Its certificate is copied before and removed after: pulled at any point, the token
   * has both together in one of the slots.
   */
  static void move(PivCard card, PivSlot from, PivSlot to) throws ChannelException {
    if (Metadata.ask(card, from.reference()) instanceof Metadata.Nothing) {
      throw Places.noKey(card.task(), from);
    }
    Optional<byte[]> certificate = PivObjects.read(card, from.certificateTag());
    if (certificate.isPresent()) {
      write(card, to, certificate.get());
    }
    card.task().onlyOnce();
    ResponseApdu response =
        card.send(CommandApdu.of(INS_MOVE_KEY, to.reference(), from.reference()));
    if (NO_KEY.contains(response.status())) {
      throw Places.noKey(card.task(), from);
    } else if (!response.isSuccess()) {
      throw new UnexpectedStatus(response.status());
    }
    if (certificate.isPresent()) {
      write(card, from, new byte[0]);
    } else {
      removeCertificate(card, to);
    }
  }

  /** Destroys a key, then removes its certificate: also one that was left by an interruption. */
  static void destroy(PivCard card, PivSlot slot) throws ChannelException {
    card.task().onlyOnce();
    ResponseApdu response = card.send(CommandApdu.of(INS_MOVE_KEY, NOWHERE, slot.reference()));
    boolean none = NO_KEY.contains(response.status());
    if (!none && !response.isSuccess()) {
      throw new UnexpectedStatus(response.status());
    }
    if (!removeCertificate(card, slot) && none) {
      throw Places.noKey(card.task(), slot);
    }
  }

  /** Whether there was one. */
  private static boolean removeCertificate(PivCard card, PivSlot slot) throws ChannelException {
    if (PivObjects.read(card, slot.certificateTag()).isEmpty()) {
      return false;
    }
    write(card, slot, new byte[0]);
    return true;
  }

  private static void write(PivCard card, PivSlot slot, byte[] certificate)
      throws ChannelException {
    PivObjects.write(card, slot.certificateTag(), certificate);
    KeyHistory.follow(card, slot, certificate.length > 0);
  }

  /** Refuses the maker's attestation key, which nobody can put back. */
  static void requireOwn(String name, String operation, PivSlot... slots) {
    for (PivSlot slot : slots) {
      if (slot == PivSlot.ATTESTATION) {
        throw new TokenException.Unsupported(
            name,
            operation,
            "slot f9 holds the maker's attestation key, which cannot be put back",
            "name another slot");
      }
    }
  }
}
