package dev.countersign.simulator.card;

import dev.countersign.simulator.apdu.Command;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Joins the pieces of a chained command ([ISO7816-4] command chaining), up to a limit. */
final class CommandChain {
  private static final int CLA_CHAINED = 0x10;

  private @Nullable Command head;
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private boolean overflown;

  /** Forgets a chain begun. */
  void clear() {
    head = null;
    data.reset();
    overflown = false;
  }

  /**
   * Takes a piece that is not the last. A piece with another header begins a new chain.
   *
   * @return whether it fits
   */
  boolean append(Command piece, int maxBytes) {
    if (!continues(piece)) {
      clear();
      head = piece;
    }
    return take(piece, maxBytes);
  }

  /**
   * Takes a command that is the last of its chain or stands alone.
   *
   * @return the whole command; empty when it is longer than allowed
   */
  Optional<Command> finish(Command last, int maxBytes) {
    if (!continues(last)) {
      clear();
    }
    boolean fits = take(last, maxBytes);
    Command whole = last.withData(data.toByteArray());
    clear();
    return fits ? Optional.of(whole) : Optional.empty();
  }

  /** A chain that was too long once stays too long: its tail must not run as a command. */
  private boolean take(Command piece, int maxBytes) {
    if (overflown || data.size() + piece.data().length > maxBytes) {
      overflown = true;
      data.reset();
      return false;
    }
    data.writeBytes(piece.data());
    return true;
  }

  private boolean continues(Command piece) {
    return head != null
        && (head.cla() | CLA_CHAINED) == (piece.cla() | CLA_CHAINED)
        && head.ins() == piece.ins()
        && head.p1p2() == piece.p1p2();
  }
}
