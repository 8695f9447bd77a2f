package dev.countersign.cli.otp;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.TokenUri;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Empties a slot. */
@Command(
    name = "delete",
    description = {
      "Empty a slot. Its secret cannot be had back.",
      "A person at the terminal is asked first; a script says --yes."
    },
    footer = {
      "%nExamples:",
      "  countersign otp delete otp:slot=2",
      "  countersign otp delete 'otp:serial=12345678;slot=2' --access-code-file code.txt --yes"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OtpDelete implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "URI", description = "The slot: otp:slot=2.")
  private TokenUri uri;

  @Mixin private CurrentAccessCode accessCode;

  @Option(names = "--yes", description = "Say that this is meant.")
  private boolean meant;

  OtpDelete(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = invocation.open(Slot.KIND)) {
      Slot slot = Slot.find(session, uri);
      if (!slot.programmed()) {
        throw new Failure(
            ExitCode.NO_SUCH_TOKEN, slot + " is empty already", "see countersign otp status");
      }
      Loss.consent(invocation, slot, meant, "--yes");
      try (SlotCodes codes = accessCode.read(invocation)) {
        codes.write(slot, () -> slot.slots().delete(slot.number(), codes.codes()));
      }
      invocation.note(slot + " is empty now.");
    }
    return 0;
  }
}
