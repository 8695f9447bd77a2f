package dev.countersign.cli.otp;

import dev.countersign.card.otp.SlotConfiguration;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.wire.oath.Modhex;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Programs a slot to type a password. */
@Command(
    name = "static",
    description = {
      "Program a slot to type a password at each touch, with the keys of a keyboard.",
      "Whoever holds the token has the password. --generate makes one of letters that most keyboard"
          + " layouts have in the same place."
    },
    footer = {
      "%nExamples:",
      "  countersign otp program static otp:slot=2 --generate --length 32",
      "  countersign otp program static otp:slot=2 --key-file password.txt --enter"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ProgramStatic extends ProgramSlot {
  /** [YK-OTP] static password: the fields for identities and key, together. */
  private static final int MAX_CHARACTERS = 38;

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      defaultValue = "us",
      description =
          "The keyboard that the computer thinks it has: us, or modhex for a password that is the"
              + " same with most. Default: us.")
  private KeyboardLayout layout;

  @Option(
      names = "--length",
      paramLabel = "N",
      description = "With --generate: how many characters, 1 to 38. Default: 38.")
  private @Nullable Integer length;

  @Option(names = "--enter", description = "Press the return key after it.")
  private boolean enter;

  ProgramStatic(Invocation invocation) {
    super(invocation, false);
  }

  @Override
  void check(KeySource keys) {
    if (length == null) {
      return;
    }
    if (!keys.generates()) {
      throw Failure.usage(
          "only a password that is made here is given a length", "add --generate or drop --length");
    } else if (length < 1 || length > MAX_CHARACTERS) {
      throw tooLong(length);
    }
  }

  @Override
  SlotContent content(Token token, KeySource keys) {
    Secret line = keys.line(invocation(), KeySource.Question.twice("Password"), this::made);
    Secret codes;
    try {
      codes = layout.scanCodes(line);
    } catch (IllegalArgumentException e) {
      line.close();
      throw Failure.usage(
          "" + e.getMessage(),
          layout == KeyboardLayout.US
              ? "choose a password of the characters on a keyboard of the United States"
              : "choose a password of the letters " + Modhex.LETTERS);
    }
    if (codes.length() > MAX_CHARACTERS) {
      codes.close();
      line.close();
      throw tooLong(codes.length());
    }
    return new SlotContent(
        new SlotConfiguration.StaticPassword(codes, enter),
        line,
        "types a password of %d characters%s"
            .formatted(codes.length(), enter ? " and the return key" : ""),
        List.of(codes));
  }

  private static Failure tooLong(int characters) {
    return Failure.usage(
        "a password of %d characters does not fit into a slot".formatted(characters),
        "choose 1 to %d".formatted(MAX_CHARACTERS));
  }

  /** Random letters, four bits each. */
  private Secret made() {
    byte[] characters;
    try (Secret random = random(length == null ? MAX_CHARACTERS : length)) {
      characters = random.bytes();
    }
    try {
      for (int i = 0; i < characters.length; i++) {
        characters[i] = (byte) Modhex.LETTERS.charAt(characters[i] & 0x0F);
      }
      return Secret.copyOf(characters);
    } finally {
      Arrays.fill(characters, (byte) 0);
    }
  }
}
