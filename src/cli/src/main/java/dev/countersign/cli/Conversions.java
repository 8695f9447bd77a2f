package dev.countersign.cli;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.TokenUri;
import dev.countersign.device.TouchPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** How arguments become values; what does not fit is named together with what would. */
final class Conversions {
  private Conversions() {}

  static void register(CommandLine root) {
    root.registerConverter(TokenUri.class, Conversions::uri);
    root.registerConverter(
        KeyAlgorithm.class, oneOf(KeyAlgorithm.values(), KeyAlgorithm::externalName));
    root.registerConverter(PinPolicy.class, oneOf(PinPolicy.values(), PinPolicy::externalName));
    root.registerConverter(
        TouchPolicy.class, oneOf(TouchPolicy.values(), TouchPolicy::externalName));
  }

  private static TokenUri uri(String text) {
    try {
      return TokenUri.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("" + e.getMessage());
    }
  }

  private static <T> CommandLine.ITypeConverter<T> oneOf(T[] values, Function<T, String> name) {
    return text -> {
      String wanted = text.toLowerCase(Locale.ROOT);
      Optional<T> found =
          Arrays.stream(values).filter(v -> name.apply(v).equals(wanted)).findFirst();
      List<String> names = Arrays.stream(values).map(name).toList();
      return found.orElseThrow(
          () ->
              new TypeConversionException(
                  "'%s' is none of %s".formatted(text, String.join(", ", names))));
    };
  }
}
