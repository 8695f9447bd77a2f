package dev.countersign.cli.signature;

import dev.countersign.device.SignatureAlgorithm;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An algorithm as the commands name it: {@code sha256-rsa}, or {@code sha256-rsa-digest} where the
 * input is the hash already.
 *
 * @param algorithm the algorithm
 * @param hashed whether the input is the hash
 */
record AlgorithmName(SignatureAlgorithm algorithm, boolean hashed) {
  private static final String HASHED = "-digest";

  /** Every name, for help and completion. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return names().iterator();
    }
  }

  /** Reads a name. */
  static final class Converter implements ITypeConverter<AlgorithmName> {
    @Override
    public AlgorithmName convert(String text) {
      return byName(text.toLowerCase(Locale.ROOT))
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is none of %s".formatted(text, String.join(", ", names()))));
    }
  }

  private static Optional<AlgorithmName> byName(String name) {
    if (name.endsWith(HASHED)) {
      return SignatureAlgorithm.byName(name.substring(0, name.length() - HASHED.length()))
          .filter(algorithm -> algorithm.digest().isPresent())
          .map(algorithm -> new AlgorithmName(algorithm, true));
    }
    return SignatureAlgorithm.byName(name).map(algorithm -> new AlgorithmName(algorithm, false));
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.named()) {
      names.add(algorithm.name());
    }
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.named()) {
      if (algorithm.digest().isPresent()) {
        names.add(algorithm.name() + HASHED);
      }
    }
    return names;
  }
}
