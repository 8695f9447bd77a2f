package dev.countersign.cli.piv;

import dev.countersign.card.piv.ManagementKeyAlgorithm;
import dev.countersign.card.piv.PivFeature;
import dev.countersign.card.piv.PivStatus;
import dev.countersign.cli.Failure;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The ciphers of management keys, by their names on the command line. */
final class ManagementKeyAlgorithmName {
  private ManagementKeyAlgorithmName() {}

  private static String name(ManagementKeyAlgorithm algorithm) {
    return algorithm.name().toLowerCase(Locale.ROOT);
  }

  private static Stream<String> names() {
    return Arrays.stream(ManagementKeyAlgorithm.values()).map(ManagementKeyAlgorithmName::name);
  }

  /** For help and completion. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return names().iterator();
    }
  }

  /** Reads a name. */
  static final class Converter implements ITypeConverter<ManagementKeyAlgorithm> {
    @Override
    public ManagementKeyAlgorithm convert(String text) {
      return Arrays.stream(ManagementKeyAlgorithm.values())
          .filter(algorithm -> name(algorithm).equals(text.toLowerCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is none of %s"
                          .formatted(text, names().collect(Collectors.joining(", ")))));
    }
  }

  /** The one that a token has, or that all of its kind have. */
  static ManagementKeyAlgorithm of(PivStatus status) {
    return status
        .managementKeyAlgorithm()
        .orElse(
            status.features().contains(PivFeature.LARGE_RSA_AND_25519)
                ? ManagementKeyAlgorithm.AES192
                : ManagementKeyAlgorithm.TDES);
  }

  /** The one for a key of that length, which the token's own goes before. */
  static ManagementKeyAlgorithm of(PivStatus status, int keyBytes) {
    ManagementKeyAlgorithm own = of(status);
    if (own.keyBytes() == keyBytes) {
      return own;
    }
    return switch (keyBytes) {
      case 16 -> ManagementKeyAlgorithm.AES128;
      case 24 -> ManagementKeyAlgorithm.AES192;
      case 32 -> ManagementKeyAlgorithm.AES256;
      default ->
          throw Failure.usage(
              "a management key of %d bytes is none".formatted(keyBytes),
              "give 16, 24 or 32 bytes in hexadecimal");
    };
  }
}
