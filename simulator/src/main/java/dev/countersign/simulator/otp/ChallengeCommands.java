package dev.countersign.simulator.otp;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Refusal;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import java.util.Arrays;
import java.util.Optional;

/** Slots that answer challenges ([YK-OTP] challenge-response). */
final class ChallengeCommands {
  private static final int HMAC_CHALLENGE_BYTES = 64;
  private static final int YUBICO_CHALLENGE_BYTES = 6;

  private final OtpCard card;
  private final OneTimePasswords passwords;

  ChallengeCommands(OtpCard card, OneTimePasswords passwords) {
    this.card = card;
    this.passwords = passwords;
  }

  /** HMAC-SHA1 over a challenge that the host has made 64 bytes long. */
  Response hmac(int number, Command command) throws Refusal {
    byte[] challenge = command.data();
    Refusal.unless(challenge.length == HMAC_CHALLENGE_BYTES, Status.WRONG_LENGTH);
    Optional<Slot> slot = awake(number, SlotConfiguration.Kind.HMAC_CHALLENGE);
    if (slot.isEmpty()) {
      return Response.ok();
    }
    SlotConfiguration configuration = slot.get().configuration();
    byte[] input = configuration.stripsPadding() ? stripped(challenge) : challenge;
    return Response.ok(HmacSha1.mac(configuration, input));
  }

  /** Without all bytes at the end that are like the last one. */
  private static byte[] stripped(byte[] challenge) {
    int length = challenge.length;
    while (length > 0 && challenge[length - 1] == challenge[challenge.length - 1]) {
      length--;
    }
    return Arrays.copyOf(challenge, length);
  }

  /**
   * A Yubico one-time password with the challenge in its private id. That the two are combined by
   * exclusive or is known from a program that checks the answers of real tokens.
   */
  Response yubico(int number, Command command) throws Refusal {
    Refusal.unless(command.data().length == YUBICO_CHALLENGE_BYTES, Status.WRONG_LENGTH);
    Optional<Slot> slot = awake(number, SlotConfiguration.Kind.YUBICO_CHALLENGE);
    if (slot.isEmpty()) {
      return Response.ok();
    }
    return Response.ok(
        passwords
            .next(number, slot.get(), command.data())
            .orElseThrow(() -> new Refusal(Status.CONDITIONS_NOT_SATISFIED)));
  }

  /**
   * The slot, touched if it asks for that; empty when it answers nothing, as an empty slot does.
   *
   * @throws Refusal when it does something else, or is not touched
   */
  private Optional<Slot> awake(int number, SlotConfiguration.Kind kind) throws Refusal {
    Optional<Slot> slot = card.state().slot(number).filter(s -> !s.configuration().dormant());
    if (slot.isPresent()) {
      SlotConfiguration configuration = slot.get().configuration();
      Refusal.unless(configuration.kind() == kind, Status.INCORRECT_DATA);
      Refusal.unless(
          !configuration.touched() || card.surroundings().touch().test("slot " + number),
          Status.CONDITIONS_NOT_SATISFIED);
    }
    return slot;
  }
}
