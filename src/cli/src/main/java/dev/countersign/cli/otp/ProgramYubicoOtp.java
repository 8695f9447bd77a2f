package dev.countersign.cli.otp;

import dev.countersign.card.otp.SlotConfiguration;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.wire.oath.Modhex;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Programs a slot to type Yubico OTPs. */
@Command(
    name = "yubiotp",
    description = {
      "Program a slot to type a Yubico OTP at each touch.",
      "The secret is one line, PUBLIC-ID,PRIVATE-ID,KEY: modhex, 12 and 32 hexadecimal digits. The"
          + " verifier needs all three. The public identity may be left out of the line and given"
          + " by --public-id."
    },
    footer = {
      "%nExamples:",
      "  countersign otp program yubiotp otp:slot=2 --generate --out credential.txt",
      "  countersign otp program yubiotp otp:slot=2 --key-file credential.txt --public-id serial"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ProgramYubicoOtp extends ProgramSlot {
  private static final int PRIVATE_ID_BYTES = 6;
  private static final int KEY_BYTES = 16;

  @Option(
      names = "--public-id",
      paramLabel = "ID",
      description =
          "The public identity in modhex, up to 16 bytes, or serial for the one that follows from"
              + " the serial number. Default: that of the line, or else serial.")
  private @Nullable String publicId;

  ProgramYubicoOtp(Invocation invocation) {
    super(invocation, true);
  }

  @Override
  void check(KeySource keys) {
    if (publicId != null && !publicId.equals(PublicId.SERIAL)) {
      PublicId.parse(publicId, "--public-id");
    }
  }

  @Override
  SlotContent content(Token token, KeySource keys) {
    Secret line =
        keys.line(
            invocation(),
            KeySource.Question.once("PUBLIC-ID,PRIVATE-ID,KEY"),
            () -> made(PublicId.of(token, publicId)));
    try {
      CredentialLine credential = CredentialLine.parse(line, keys.place());
      byte[] identity = identity(token, credential.publicId(), keys);
      return new SlotContent(
          new SlotConfiguration.YubicoOtp(identity, credential.privateId(), credential.key()),
          line,
          "types Yubico OTPs"
              + (identity.length == 0 ? "" : " of the identity " + Modhex.encode(identity)),
          List.of(credential.privateId(), credential.key()));
    } catch (Failure e) {
      line.close();
      throw e;
    }
  }

  private byte[] identity(Token token, Optional<byte[]> onLine, KeySource keys) {
    if (publicId == null && onLine.isPresent()) {
      return onLine.get();
    }
    byte[] wanted = PublicId.of(token, publicId);
    if (onLine.isPresent() && !Modhex.encode(onLine.get()).equals(Modhex.encode(wanted))) {
      throw Failure.usage(
          "%s is for the identity %s, not %s"
              .formatted(keys.place(), Modhex.encode(onLine.get()), Modhex.encode(wanted)),
          "drop --public-id, or give the credential that was meant");
    }
    return wanted;
  }

  private Secret made(byte[] identity) {
    try (Secret privateId = random(PRIVATE_ID_BYTES);
        Secret key = random(KEY_BYTES)) {
      return CredentialLine.write(identity, privateId, key);
    }
  }
}
