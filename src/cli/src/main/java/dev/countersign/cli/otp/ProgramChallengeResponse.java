package dev.countersign.cli.otp;

import dev.countersign.card.otp.SlotConfiguration;
import dev.countersign.cli.Invocation;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Programs a slot to answer challenges. */
@Command(
    name = "chalresp",
    description = {
      "Program a slot to answer challenges by HMAC-SHA-1, which also makes TOTP codes.",
      "The key has up to 20 bytes. Give the same to a second token while it is at hand: no token"
          + " tells it afterwards."
    },
    footer = {
      "%nExamples:",
      "  countersign otp program chalresp otp:slot=2 --generate --touch",
      "  countersign otp program chalresp otp:slot=2 --generate --out key.txt",
      "  countersign otp program chalresp otp:slot=2 --key-file seed.txt --encoding base32"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ProgramChallengeResponse extends ProgramSlot {
  @Mixin private HmacKey key;

  @Option(names = "--touch", description = "Let every answer want a touch.")
  private boolean touch;

  ProgramChallengeResponse(Invocation invocation) {
    super(invocation, false);
  }

  @Override
  void check(KeySource keys) {
    // every combination is one
  }

  @Override
  SlotContent content(Token token, KeySource keys) {
    Secret line = key.line(invocation(), keys, () -> random(HmacKey.MAX_BYTES));
    Secret secret = key.decode(keys, line);
    return new SlotContent(
        new SlotConfiguration.ChallengeResponse(secret, touch),
        line,
        touch ? "answers challenges, each at a touch" : "answers challenges",
        List.of(secret));
  }
}
