package dev.countersign.cli.keys;

import dev.countersign.cli.Failure;
import dev.countersign.device.TokenUri;
import java.util.Optional;

/** Places of secret keys, which are on PKCS#11 tokens only. */
final class SecretPlaces {
  static final String TYPE = "secret-key";

  private SecretPlaces() {}

  /** Whether a URI says that it names a secret key. */
  static boolean named(TokenUri uri) {
    return uri.attribute("type").equals(Optional.of(TYPE));
  }

  /** Refuses a URI that does not say where. */
  static void require(TokenUri uri) {
    if (!uri.scheme().equals(Places.PKCS11)) {
      throw Failure.usage(
          uri + " is no place for a secret key",
          "name an object of a PKCS#11 token, like 'pkcs11:token=prod;object=api'");
    }
    Optional<String> type = uri.attribute("type").filter(other -> !other.equals(TYPE));
    if (type.isPresent()) {
      throw Failure.usage(
          "%s names an object of the type %s, and a secret key is wanted"
              .formatted(uri, type.get()),
          "leave type out, or write type=" + TYPE);
    }
    Places.require(uri.without("type"));
  }
}
