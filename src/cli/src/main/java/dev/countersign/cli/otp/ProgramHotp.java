package dev.countersign.cli.otp;

import dev.countersign.card.otp.SlotConfiguration;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Programs a slot to type HOTP codes. */
@Command(
    name = "hotp",
    description = "Program a slot to type an HOTP code at each touch.",
    footer = {
      "%nExamples:",
      "  countersign otp program hotp otp:slot=1 --generate --encoding base32 --out seed.txt",
      "  countersign otp program hotp otp:slot=2 --key-file seed.txt --encoding base32 --digits 8"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ProgramHotp extends ProgramSlot {
  /** [YK-OTP] HOTP: a slot keeps a sixteenth of the first counter, in sixteen bits. */
  private static final int COUNTER_STEP = 16;

  private static final int MAX_COUNTER = 0xFFFF0;

  @Mixin private HmacKey key;

  @Option(
      names = "--digits",
      paramLabel = "N",
      defaultValue = "6",
      description = "How many digits a code has: 6 or 8. Default: 6.")
  private int digits;

  @Option(
      names = "--counter",
      paramLabel = "N",
      defaultValue = "0",
      description = "The counter of the first code, a multiple of 16 up to 1048560. Default: 0.")
  private int counter;

  ProgramHotp(Invocation invocation) {
    super(invocation, true);
  }

  @Override
  void check(KeySource keys) {
    if (digits != 6 && digits != 8) {
      throw Failure.usage("a slot types no codes of %d digits".formatted(digits), "give 6 or 8");
    } else if (counter < 0 || counter > MAX_COUNTER || counter % COUNTER_STEP != 0) {
      throw Failure.usage(
          "a slot cannot begin at the counter %d".formatted(counter),
          "give a multiple of %d up to %d".formatted(COUNTER_STEP, MAX_COUNTER));
    }
  }

  @Override
  SlotContent content(Token token, KeySource keys) {
    Secret line = key.line(invocation(), keys, () -> random(HmacKey.MAX_BYTES));
    Secret secret = key.decode(keys, line);
    return new SlotContent(
        new SlotConfiguration.Hotp(secret, digits, counter),
        line,
        "types HOTP codes of %d digits from counter %d on".formatted(digits, counter),
        List.of(secret));
  }
}
