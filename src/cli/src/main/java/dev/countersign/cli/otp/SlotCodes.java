package dev.countersign.cli.otp;

import dev.countersign.card.otp.AccessCodes;
import dev.countersign.cli.ErrorReport;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.seeds.SecretEncoding;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The access codes of a slot for as long as it is written ([YK-OTP] access code): six bytes that
 * whoever writes or empties it has to know.
 */
record SlotCodes(AccessCodes codes) implements AutoCloseable {

  /** The code that is there, which is gone with what it protects. */
  static SlotCodes current(Invocation invocation, @Nullable Path file) {
    return new SlotCodes(new AccessCodes(code(invocation, file), Optional.empty()));
  }

  /** The code that is there, and the one that shall be. */
  static SlotCodes replaced(Invocation invocation, @Nullable Path current, Path next) {
    Optional<Secret> before = code(invocation, current);
    try {
      SlotCodes codes = new SlotCodes(new AccessCodes(before, code(invocation, next)));
      before = Optional.empty();
      return codes;
    } finally {
      before.ifPresent(Secret::close);
    }
  }

  /** The code that is there, which stays. */
  static SlotCodes kept(Invocation invocation, @Nullable Path current) {
    Optional<Secret> code = code(invocation, current);
    return new SlotCodes(new AccessCodes(code, code.map(Secret::copy)));
  }

  private static Optional<Secret> code(Invocation invocation, @Nullable Path file) {
    if (file == null) {
      return Optional.empty();
    }
    try (Secret line = SecretLine.read(invocation, file)) {
      Secret code = SecretEncoding.HEX.decode(line);
      if (code.length() == AccessCodes.LENGTH_BYTES) {
        return Optional.of(code);
      }
      code.close();
    } catch (IllegalArgumentException e) {
      throw none(file);
    }
    throw none(file);
  }

  private static Failure none(Path file) {
    return Failure.usage(
        SecretLine.name(file) + " holds no access code", "write 12 hexadecimal digits");
  }

  /** Writes the slot; says what the codes have to do with it when the token refuses. */
  void write(Slot slot, Runnable work) {
    try {
      work.run();
    } catch (TokenException.Refused e) {
      throw new Failure(
          ExitCode.of(e),
          ErrorReport.sentence(e),
          codes.current().isPresent()
              ? "check the access code in the file"
              : "when %s is protected, give its access code with --access-code-file"
                  .formatted(slot),
          e);
    }
  }

  @Override
  public void close() {
    codes.current().ifPresent(Secret::close);
    codes.next().ifPresent(Secret::close);
  }
}
