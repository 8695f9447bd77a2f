package dev.countersign.cli.signature;

import dev.countersign.device.Digest;
import dev.countersign.device.SignatureAlgorithm;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An algorithm as the commands name it. */
sealed interface AlgorithmName {

  /**
   * A signature: {@code sha256-rsa}, or {@code sha256-rsa-digest} where the input is the hash
   * already.
   *
   * @param algorithm the algorithm
   * @param hashed whether the input is the hash
   */
  record OfSignature(SignatureAlgorithm algorithm, boolean hashed) implements AlgorithmName {}

  /**
   * A message authentication code, made with a secret key: {@code hmac-sha256}.
   *
   * @param digest its hash function
   */
  record OfMac(Digest digest) implements AlgorithmName {
    String text() {
      return MAC + digest.name().toLowerCase(Locale.ROOT);
    }
  }

  /** How the names of algorithms end that take a hash. */
  String HASHED = "-digest";

  /** How the names of message authentication codes begin. */
  String MAC = "hmac-";

  /** Every name, for help and completion. */
  final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return names().iterator();
    }
  }

  /** Reads a name. */
  final class Converter implements ITypeConverter<AlgorithmName> {
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
    if (name.startsWith(MAC)) {
      return macs().stream()
          .filter(mac -> mac.text().equals(name))
          .map(AlgorithmName.class::cast)
          .findFirst();
    } else if (name.endsWith(HASHED)) {
      return SignatureAlgorithm.byName(name.substring(0, name.length() - HASHED.length()))
          .filter(algorithm -> algorithm.digest().isPresent())
          .map(algorithm -> new OfSignature(algorithm, true));
    }
    return SignatureAlgorithm.byName(name).map(algorithm -> new OfSignature(algorithm, false));
  }

  private static List<OfMac> macs() {
    List<OfMac> macs = new ArrayList<>();
    for (Digest digest : Digest.values()) {
      macs.add(new OfMac(digest));
    }
    return macs;
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
    macs().forEach(mac -> names.add(mac.text()));
    return names;
  }
}
