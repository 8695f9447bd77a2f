package dev.countersign.cli.keys;

import dev.countersign.device.DecryptionAlgorithm;
import dev.countersign.device.Digest;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The paddings of RSA encryption, by their names on the command line. */
enum RsaPaddingName {
  PKCS1(new DecryptionAlgorithm.RsaPkcs1()),
  OAEP_SHA1(oaep(Digest.SHA1)),
  OAEP_SHA256(oaep(Digest.SHA256)),
  OAEP_SHA384(oaep(Digest.SHA384)),
  OAEP_SHA512(oaep(Digest.SHA512));

  private final DecryptionAlgorithm algorithm;

  RsaPaddingName(DecryptionAlgorithm algorithm) {
    this.algorithm = algorithm;
  }

  private static DecryptionAlgorithm oaep(Digest digest) {
    return new DecryptionAlgorithm.RsaOaep(digest, digest);
  }

  DecryptionAlgorithm algorithm() {
    return algorithm;
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Reads a name. */
  static final class Converter implements ITypeConverter<RsaPaddingName> {
    @Override
    public RsaPaddingName convert(String text) {
      return Arrays.stream(values())
          .filter(padding -> padding.toString().equalsIgnoreCase(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is none of %s"
                          .formatted(
                              text,
                              Arrays.stream(values())
                                  .map(RsaPaddingName::toString)
                                  .collect(Collectors.joining(", ")))));
    }
  }
}
