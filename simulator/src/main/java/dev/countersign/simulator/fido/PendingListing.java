package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.CborMap;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What credential management has still to list ([CTAP2.1] 6.8.3, 6.8.4). */
final class PendingListing implements Unfinished {
  private final int subcommand;
  private final Deque<CborMap> left;

  /**
   * A list.
   *
   * @param subcommand which subcommand asks for the next entry
   */
  PendingListing(int subcommand, List<CborMap> left) {
    this.subcommand = subcommand;
    this.left = new ArrayDeque<>(left);
  }

  Optional<CborMap> next(int asked) {
    return asked == subcommand ? Optional.ofNullable(left.poll()) : Optional.empty();
  }
}
