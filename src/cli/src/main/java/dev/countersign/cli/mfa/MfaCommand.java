package dev.countersign.cli.mfa;

import picocli.CommandLine.Command;

/** The commands about one-time codes. */
@Command(
    name = "mfa",
    description = "Make one-time codes (TOTP, HOTP) on a token, and look after their accounts.",
    subcommands = {
      MfaCode.class,
      MfaList.class,
      MfaWatch.class,
      MfaAdd.class,
      MfaPair.class,
      MfaRename.class,
      MfaRemove.class,
      MfaPassword.class,
      MfaInfo.class,
      MfaReset.class,
      MfaQr.class
    })
public final class MfaCommand {}
