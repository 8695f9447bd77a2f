package dev.countersign.cli.otp;

import dev.countersign.cli.ErrorReport;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that program a slot have in common. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract class ProgramSlot implements Callable<Integer> {
  private final Invocation invocation;
  private final boolean verified;

  @Mixin private SlotArguments slotArguments;
  @Mixin private KeySource source;
  @Mixin private ProgramAccessCodes accessCodes;

  @Option(
      names = "--force",
      description = "Write the slot also when it is programmed, without being asked.")
  private boolean force;

  /**
   * A command.
   *
   * @param verified whether somebody else has to have the secret, or it is of no use
   */
  ProgramSlot(Invocation invocation, boolean verified) {
    this.invocation = invocation;
    this.verified = verified;
  }

  /** Refuses options that cannot be, before any token is asked. */
  abstract void check(KeySource keys);

  /** Gets the secret and says what the slot is programmed to. */
  abstract SlotContent content(Token token, KeySource keys);

  final Invocation invocation() {
    return invocation;
  }

  /** Random bytes. */
  final Secret random(int length) {
    byte[] bytes = new byte[length];
    invocation.surroundings().random().get().nextBytes(bytes);
    try {
      return Secret.copyOf(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Override
  public final Integer call() {
    TokenUri uri = slotArguments.uri();
    source.check(verified);
    if (source.fromStandardInput() && accessCodes.fromStandardInput()) {
      throw Failure.usage("standard input holds one line only", "give the other secret in a file");
    }
    check(source);
    try (TokenSession session = invocation.open(Slot.KIND);
        SlotCodes codes = accessCodes.read(invocation)) {
      Slot slot = Slot.find(session, uri);
      Loss.consent(invocation, slot, force, "--force");
      try (SlotContent content = content(slot.token(), source)) {
        source.handOut(invocation, content.line());
        write(slot, content, codes);
        tell(slot, content);
      }
    }
    return 0;
  }

  private void write(Slot slot, SlotContent content, SlotCodes codes) {
    try {
      codes.write(
          slot, () -> slot.slots().program(slot.number(), content.configuration(), codes.codes()));
    } catch (TokenException.Removed e) {
      throw new Failure(
          ExitCode.of(e),
          ErrorReport.sentence(e) + "; the slot may have the new content already, or the old",
          e.remedy(),
          e);
    }
  }

  private void tell(Slot slot, SlotContent content) {
    invocation.note("%s %s.".formatted(slot, content.effect()));
    if (!source.whereabouts().isEmpty()) {
      invocation.note(source.whereabouts());
    }
  }
}
