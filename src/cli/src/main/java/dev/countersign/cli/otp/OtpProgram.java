package dev.countersign.cli.otp;

import picocli.CommandLine.Command;

/** The kinds of what a slot can hold. */
@Command(
    name = "program",
    description = {
      "Write a slot. What was in it is lost.",
      "A secret comes from a file, from standard input or from a person, or is made here; never"
          + " from the arguments of the command, which everyone on the machine can read."
    },
    subcommands = {
      ProgramChallengeResponse.class,
      ProgramYubicoOtp.class,
      ProgramHotp.class,
      ProgramStatic.class
    })
final class OtpProgram {}
