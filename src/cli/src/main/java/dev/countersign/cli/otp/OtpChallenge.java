package dev.countersign.cli.otp;

import dev.countersign.cli.Failure;
import dev.countersign.cli.InputFile;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.ResponseFormat;
import dev.countersign.cli.ResultFile;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.TokenUri;
import dev.countersign.wire.oath.HotpValue;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a slot answer a challenge: HMAC-SHA-1 ([RFC2104]), also as a code ([RFC6238]). */
@Command(
    name = "challenge",
    description = {
      "Have a slot answer a challenge by HMAC-SHA-1, or make the code of this moment.",
      "A challenge is no secret, so it may be an argument. The answer to a fixed challenge is one"
          + " where it opens something: a file for it can be read by its owner only."
    },
    footer = {
      "%nExamples:",
      "  countersign otp challenge otp:slot=2 48656c6c6f",
      "  countersign otp challenge otp:slot=2 --in nonce.bin --format raw --out answer.bin",
      "  countersign otp challenge otp:slot=2 --totp"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OtpChallenge implements Callable<Integer> {
  private static final int MAX_CHALLENGE_BYTES = 64;
  private static final int STEP_SECONDS = 30;

  private final Invocation invocation;

  @Parameters(index = "0", paramLabel = "URI", description = "The slot: otp:slot=2.")
  private TokenUri uri;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "CHALLENGE",
      description = "1 to 64 bytes in hexadecimal.")
  private @Nullable String hex;

  @Option(
      names = "--in",
      paramLabel = "FILE",
      description = "Take the bytes of the challenge from a file; - is standard input.")
  private @Nullable Path in;

  @Option(
      names = "--totp",
      description = "The challenge is the time in steps of 30 s, the answer a code.")
  private boolean totp;

  @Option(
      names = "--digits",
      paramLabel = "N",
      defaultValue = "6",
      description = "How many digits the code has: 6, 7 or 8. Default: 6.")
  private int digits;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "hex",
      description = "One of ${COMPLETION-CANDIDATES}. Default: hex.")
  private ResponseFormat format;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write the answer; standard output when left out.")
  private @Nullable Path out;

  OtpChallenge(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    requireOneChallenge();
    byte[] challenge = totp ? timeSteps() : given();
    try (TokenSession session = invocation.open(Slot.KIND)) {
      Slot slot = Slot.find(session, uri);
      byte[] response = slot.slots().challenge(slot.number(), challenge);
      try {
        if (totp) {
          invocation.out().println(HotpValue.decimal(HotpValue.truncate(response), digits));
        } else {
          write(response);
        }
      } finally {
        Arrays.fill(response, (byte) 0);
      }
    }
    return 0;
  }

  private void write(byte[] response) {
    byte[] written = format.encode(response);
    try {
      ResultFile.writeSecret(invocation.out(), out, written);
    } finally {
      Arrays.fill(written, (byte) 0);
    }
  }

  private void requireOneChallenge() {
    long given = Stream.of(hex != null, in != null, totp).filter(b -> b).count();
    if (given != 1) {
      throw Failure.usage(
          given == 0 ? "there is no challenge" : "there is more than one challenge",
          "give it in hexadecimal, or a file with --in, or --totp");
    }
    if (totp && (digits < HotpValue.MIN_DIGITS || digits > HotpValue.MAX_DIGITS)) {
      throw Failure.usage("a code of %d digits is none".formatted(digits), "give 6, 7 or 8");
    }
  }

  private byte[] timeSteps() {
    Instant now = invocation.surroundings().clock().instant();
    return ByteBuffer.allocate(Long.BYTES).putLong(now.getEpochSecond() / STEP_SECONDS).array();
  }

  private byte[] given() {
    byte[] challenge =
        hex == null
            ? InputFile.read(invocation.surroundings().in(), in, MAX_CHALLENGE_BYTES)
            : parse(hex);
    if (challenge.length == 0 || challenge.length > MAX_CHALLENGE_BYTES) {
      throw Failure.usage(
          "a challenge of %d bytes is none".formatted(challenge.length),
          "give 1 to %d bytes".formatted(MAX_CHALLENGE_BYTES));
    }
    return challenge;
  }

  private static byte[] parse(String text) {
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          "the challenge is not in hexadecimal",
          "give an even number of digits 0 to 9 and a to f, or a file with --in");
    }
  }
}
