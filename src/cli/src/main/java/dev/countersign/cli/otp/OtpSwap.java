package dev.countersign.cli.otp;

import dev.countersign.card.otp.OtpSlots;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Exchanges the slots. */
@Command(
    name = "swap",
    description = {
      "Exchange the slots: what a short touch did a long one does, and the other way round.",
      "Nothing is lost; doing it again undoes it."
    },
    footer = {"%nExample:", "  countersign otp swap"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OtpSwap implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      arity = "0..1",
      paramLabel = "URI",
      defaultValue = "otp:",
      description = "The token: otp:serial=12345678. Not needed while only one is attached.")
  private TokenUri uri;

  OtpSwap(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = invocation.open(Slot.KIND)) {
      Token token = Slot.token(session, uri);
      token.require(OtpSlots.class).swap();
      invocation.note("The slots of %s changed places.".formatted(token.uri()));
    }
    return 0;
  }
}
