package dev.countersign.card.oath;

import dev.countersign.device.Code;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.HotpValue;
import dev.countersign.wire.oath.TimeStep;
import java.util.Optional;

/** From a truncated value to the code that a person types. */
final class Codes {
  private Codes() {}

  /** Whether a code of that many digits is one that we show. */
  static boolean canShow(AccountId id, int digits) {
    return id.steam() || (digits >= HotpValue.MIN_DIGITS && digits <= HotpValue.MAX_DIGITS);
  }

  static Code of(AccountId id, OathAnswers.Value value, Optional<TimeStep> step) {
    String text =
        id.steam()
            ? HotpValue.steam(value.value())
            : HotpValue.decimal(value.value(), value.digits());
    return new Code(text, step.map(TimeStep::from), step.map(TimeStep::until));
  }
}
