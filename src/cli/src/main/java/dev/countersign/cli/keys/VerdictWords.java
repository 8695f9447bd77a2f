package dev.countersign.cli.keys;

import dev.countersign.device.KeyAudit.Protection;
import dev.countersign.device.KeyAudit.Verdict;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Verdicts in words. */
final class VerdictWords {
  private VerdictWords() {}

  /** Reads the name of a verdict. */
  static final class Converter implements ITypeConverter<Verdict> {
    @Override
    public Verdict convert(String text) {
      String wanted = text.strip().toLowerCase(Locale.ROOT);
      return Arrays.stream(Verdict.values())
          .filter(verdict -> name(verdict).equals(wanted))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is none of %s"
                          .formatted(
                              text,
                              String.join(
                                  ", ",
                                  Arrays.stream(Verdict.values())
                                      .map(VerdictWords::name)
                                      .toList()))));
    }
  }

  /** The name in options and JSON: {@code never-left}. */
  static String name(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What a verdict means, for a person. */
  static String sentence(Protection protection) {
    return switch (protection.verdict()) {
      case NEVER_LEFT -> "cannot leave, and never could";
      case STAYS -> "cannot leave; copies may exist";
      case WRAPPABLE ->
          protection.trustedWrapOnly().orElse(false)
              ? "can leave, wrapped by a trusted key only"
              : "can leave, wrapped by another key";
      case READABLE -> "can be read by whoever logs in";
      case UNKNOWN -> "the token does not say";
    };
  }

  /** Whether the key can leave. */
  static boolean leaves(Verdict verdict) {
    return verdict == Verdict.READABLE || verdict == Verdict.WRAPPABLE;
  }
}
