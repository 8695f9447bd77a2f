package dev.countersign.cli.otp;

import picocli.CommandLine.Command;

/** The commands about slots. */
@Command(
    name = "otp",
    description = {
      "Use and program the two slots of the OTP application.",
      "A slot answers challenges, or types a code or a password at a touch: slot 1 at a short one,"
          + " slot 2 at a long one."
    },
    subcommands = {
      OtpStatusCommand.class,
      OtpChallenge.class,
      OtpProgram.class,
      OtpSwap.class,
      OtpDelete.class
    })
public final class OtpCommand {}
