package dev.countersign.card.application;

import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import java.util.Optional;
import java.util.Set;

/** What a card tells of itself. */
public final class Answers {
  /** What a card answers that lacks a command, or has nothing to tell. */
  private static final Set<StatusWord> DOES_NOT_SAY =
      Set.of(
          StatusWord.INSTRUCTION_NOT_SUPPORTED,
          StatusWord.CLASS_NOT_SUPPORTED,
          StatusWord.FUNCTION_NOT_SUPPORTED,
          StatusWord.FILE_NOT_FOUND,
          StatusWord.INCORRECT_P1_P2,
          StatusWord.REFERENCE_NOT_FOUND,
          StatusWord.WRONG_P1_P2);

  private Answers() {}

  /**
   * A fact of this many bytes; empty where the card does not say. At a make that has the command
   * any other answer is an error, lest a slip be taken for a fact that stays.
   */
  public static Optional<byte[]> told(
      CardApplication card, Make make, ResponseApdu response, int bytes) {
    byte[] data = response.data();
    if (response.isSuccess() && data.length == bytes) {
      return Optional.of(data);
    }
    boolean silent = response.isSuccess() ? data.length == 0 : isSilence(response.status());
    if (silent || !make.isYubiKey()) {
      return Optional.empty();
    }
    if (!response.isSuccess()) {
      throw new UnexpectedStatus(response.status());
    }
    throw card.badResponse("its serial number or version has %d bytes".formatted(data.length));
  }

  /** Whether a card answers so that lacks a command, or has nothing to tell. */
  public static boolean isSilence(StatusWord status) {
    return DOES_NOT_SAY.contains(status);
  }
}
