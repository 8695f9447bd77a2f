package dev.countersign.simulator.piv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.apdu.Command;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a PIV card must never do, seen from outside by commands, answers and what it stored: an
 * account of which secrets were shown since when, kept apart from the applet's own.
 */
final class PivRules {
  private static final int CHAINED = 0x10;
  private static final int SELECT = 0xA4;
  private static final int GET_DATA = 0xCB;
  private static final int VERIFY = 0x20;
  private static final int CHANGE_REFERENCE = 0x24;
  private static final int RESET_RETRY = 0x2C;
  private static final int AUTHENTICATE = 0x87;
  private static final int SET_RETRIES = 0xFA;
  private static final int RESET = 0xFB;
  private static final byte[] PIV = {(byte) 0xA0, 0, 0, 3, 8};

  private static final byte[] PRINTED = {0x5C, 3, 0x5F, (byte) 0xC1, 9};

  private final boolean vendor;
  private PivState before;
  private @Nullable Command head;
  private boolean pinShown;
  private int uses;
  private boolean managementShown;

  /** The rules for a card that was just given power. */
  PivRules(boolean vendor, PivState before) {
    this.vendor = vendor;
    this.before = before;
  }

  /** The card was reset: nothing was shown yet. */
  void reset() {
    pinShown = false;
    uses = 0;
    managementShown = false;
  }

  /**
   * Checks what one command did.
   *
   * @param command the command, empty when it was none
   * @param after what is stored now
   * @param knowsKey whether the sender answered with the management key
   */
  void check(
      String shown, Optional<Command> command, byte[] answer, PivState after, boolean knowsKey) {
    int status = (answer[answer.length - 2] & 0xFF) << 8 | answer[answer.length - 1] & 0xFF;
    boolean done = status == 0x9000 || status >> 8 == 0x61;
    Optional<Command> whole = joined(command);
    int ins = whole.map(Command::ins).orElse(-1);
    counters(shown, ins, done, after);
    stored(shown, ins, done, after);
    if (whole.isPresent()) {
      if (done) {
        allowed(shown, whole.get(), answer, knowsKey);
      }
      account(whole.get(), answer, done);
    }
    before = after;
  }

  /** The command with the data of the pieces before it; empty for a piece that is not the last. */
  private Optional<Command> joined(Optional<Command> command) {
    if (command.isEmpty() || (command.get().cla() & ~CHAINED) != 0) {
      head = null;
      return Optional.empty();
    }
    Command piece = command.get();
    byte[] data = piece.data();
    if (head != null && head.ins() == piece.ins() && head.p1p2() == piece.p1p2()) {
      byte[] first = head.data();
      data = Arrays.copyOf(first, first.length + data.length);
      System.arraycopy(piece.data(), 0, data, first.length, piece.data().length);
    }
    Command whole = piece.withData(data);
    head = piece.cla() == CHAINED ? whole : null;
    return head == null ? Optional.of(whole) : Optional.empty();
  }

  /** Tries come back by success alone, and no guess is free. */
  private void counters(String shown, int ins, boolean done, PivState after) {
    if (after.pin().triesLeft() > before.pin().triesLeft()) {
      assertThat(done).as(shown).isTrue();
      assertThat(ins).as(shown).isIn(VERIFY, CHANGE_REFERENCE, RESET_RETRY, SET_RETRIES, RESET);
    }
    if (after.puk().triesLeft() > before.puk().triesLeft()) {
      assertThat(done).as(shown).isTrue();
      assertThat(ins).as(shown).isIn(CHANGE_REFERENCE, RESET_RETRY, SET_RETRIES, RESET);
    }
    int lost = before.pin().triesLeft() - after.pin().triesLeft();
    int lostOfPuk = before.puk().triesLeft() - after.puk().triesLeft();
    if (!done) {
      assertThat(lost).as(shown).isBetween(0, 1);
      assertThat(lostOfPuk).as(shown).isBetween(0, 1);
    }
    if (done && ins == VERIFY && before.pin().blocked()) {
      assertThat(after.pin().blocked()).as(shown).isTrue();
    }
    if (done && ins == RESET_RETRY) {
      assertThat(before.puk().blocked()).as(shown).isFalse();
    }
  }

  private void stored(String shown, int ins, boolean done, PivState after) {
    boolean reset = done && ins == RESET;
    if (reset) {
      assertThat(before.pin().blocked() && before.puk().blocked()).as(shown).isTrue();
    }
    if (!Arrays.equals(before.pin().value(), after.pin().value())
        || !Arrays.equals(before.puk().value(), after.puk().value())) {
      assertThat(done).as(shown).isTrue();
      assertThat(ins).as(shown).isIn(CHANGE_REFERENCE, RESET_RETRY, SET_RETRIES, RESET);
    }
    boolean same =
        sameKeys(before, after)
            && sameObjects(before.objects(), after.objects())
            && before.management().algorithm() == after.management().algorithm()
            && Arrays.equals(before.management().value(), after.management().value());
    assertThat(same || reset || managementShown).as(shown).isTrue();
    assertThat(after.size()).as(shown).isLessThanOrEqualTo(1 << 17);
  }

  private static boolean sameKeys(PivState one, PivState other) {
    return one.keys().keySet().equals(other.keys().keySet())
        && one.keys().keySet().stream()
            .allMatch(
                slot ->
                    Arrays.equals(
                        one.keys().get(slot).material().encode(),
                        other.keys().get(slot).material().encode()));
  }

  private static boolean sameObjects(Map<Integer, byte[]> one, Map<Integer, byte[]> other) {
    return one.keySet().equals(other.keySet())
        && one.keySet().stream().allMatch(tag -> Arrays.equals(one.get(tag), other.get(tag)));
  }

  private void allowed(String shown, Command command, byte[] answer, boolean knowsKey) {
    switch (command.ins()) {
      case AUTHENTICATE -> authenticated(shown, command.p2(), answer, knowsKey);
      case SET_RETRIES -> assertThat(pinShown && managementShown).as(shown).isTrue();
      case GET_DATA ->
          assertThat(pinShown || !Arrays.equals(command.data(), PRINTED)).as(shown).isTrue();
      default -> {}
    }
  }

  private void authenticated(String shown, int reference, byte[] answer, boolean knowsKey) {
    if (reference == Slots.MANAGEMENT) {
      // a challenge or witness of the card is the first step, which proves nothing
      boolean second = answer.length == 2 || answer[2] == (byte) 0x82;
      assertThat(!second || knowsKey).as(shown).isTrue();
      managementShown |= second;
      return;
    }
    StoredKey key = before.keys().get(reference);
    assertThat(key).as(shown).isNotNull();
    int policy = key.policies().pin();
    assertThat(policy == Policies.NEVER || pinShown).as(shown).isTrue();
    if (policy == Policies.ALWAYS) {
      assertThat(uses).as(shown).isPositive();
      uses = 0;
    }
  }

  private void account(Command command, byte[] answer, boolean done) {
    boolean pin = command.p2() == Slots.PIN;
    switch (command.ins()) {
      case VERIFY -> {
        if (pin && command.p1() == 0 && done && command.data().length > 0) {
          pinShown = true;
          uses = 1;
        } else if (pin && (command.data().length > 0 && !done || command.p1() == 0xFF && done)) {
          forgetPin(command.p1() == 0xFF || tryUsed(answer));
        }
      }
      case CHANGE_REFERENCE -> {
        if (pin && done && !vendor) {
          pinShown = true;
          uses = 1;
        } else if (pin) {
          forgetPin(done || tryUsed(answer));
        }
      }
      case SET_RETRIES -> forgetPin(done);
      case RESET -> {
        if (done) {
          reset();
        }
      }
      case SELECT -> {
        boolean other = !startsWithPiv(command.data());
        if (other && command.p1() == 4 && (done || vendor)) {
          reset();
        }
      }
      default -> {}
    }
  }

  private static boolean tryUsed(byte[] answer) {
    return answer[0] == 0x63 || answer[0] == 0x69 && answer[1] == (byte) 0x83;
  }

  private void forgetPin(boolean forgotten) {
    if (forgotten) {
      pinShown = false;
      uses = 0;
    }
  }

  private static boolean startsWithPiv(byte[] name) {
    return name.length >= PIV.length && Arrays.equals(Arrays.copyOf(name, PIV.length), PIV);
  }
}
