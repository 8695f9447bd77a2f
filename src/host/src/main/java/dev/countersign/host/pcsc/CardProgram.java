package dev.countersign.host.pcsc;

import java.util.Arrays;
import java.util.Optional;

/** Programs that are known to keep a card to themselves, by the name of their process. */
enum CardProgram {
  SCDAEMON(
      "scdaemon",
      "end it with gpgconf --kill scdaemon, or let it share: pcsc-shared in scdaemon.conf"
          + " (GnuPG 2.3 or later)"),
  YUBIKEY_AGENT("yubikey-agent", "stop it: systemctl --user stop yubikey-agent"),
  PIVY_AGENT("pivy-agent", "stop it: systemctl --user stop 'pivy-agent@*'"),
  YKMAN("ykman", "wait until that command has finished, or end it"),
  AUTHENTICATOR("authenticator", "close Yubico Authenticator"),
  /** The helper of Yubico Authenticator; the system cuts names off after fifteen characters. */
  AUTHENTICATOR_HELPER("authenticator-h", "close Yubico Authenticator"),
  /** Yubico Authenticator before version 6. */
  OLD_AUTHENTICATOR("yubioath-deskto", "close Yubico Authenticator");

  private final String process;
  private final String remedy;

  CardProgram(String process, String remedy) {
    this.process = process;
    this.remedy = remedy;
  }

  /** What to do about it, one sentence without its full stop. */
  String remedy() {
    return remedy;
  }

  static Optional<CardProgram> of(String process) {
    return Arrays.stream(values()).filter(known -> known.process.equals(process)).findFirst();
  }
}
