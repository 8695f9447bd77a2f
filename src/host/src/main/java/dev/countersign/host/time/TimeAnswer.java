package dev.countersign.host.time;

import java.time.Duration;

/** What became of a question for the time. */
public sealed interface TimeAnswer {
  /**
   * The host's clock compared with the source.
   *
   * @param offset by how much the host's clock is ahead; negative when it is behind
   * @param error how far the offset may be from the truth: half the round trip, and how far the
   *     source itself may be off
   * @param roundTrip how long question and answer were on their way
   */
  record Compared(Duration offset, Duration error, Duration roundTrip) implements TimeAnswer {}

  /**
   * There was no answer.
   *
   * @param reason why, without a full stop: {@code it did not answer within 2 s}
   */
  record Silent(String reason) implements TimeAnswer {}

  /**
   * There was an answer, and it is not believed.
   *
   * @param reason why, without a full stop: {@code its own clock is not set}
   */
  record Unbelievable(String reason) implements TimeAnswer {}
}
