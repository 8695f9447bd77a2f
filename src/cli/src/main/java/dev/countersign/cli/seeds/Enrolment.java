package dev.countersign.cli.seeds;

import dev.countersign.device.Secret;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What an issuer hands out for an account: a seed, and as much else as it says. Closing wipes the
 * seed.
 *
 * @param issuer who asks for the codes
 * @param name which account there
 * @param kind what moves the codes on
 * @param hash the hash function
 * @param digits how many digits a code has
 * @param period of a TOTP account
 * @param counter of the first code of an HOTP account
 * @param seed the seed, at least one byte
 */
public record Enrolment(
    Optional<String> issuer,
    Optional<String> name,
    Optional<CodeKind> kind,
    Optional<OathHash> hash,
    OptionalInt digits,
    Optional<Duration> period,
    OptionalLong counter,
    Secret seed)
    implements AutoCloseable {

  /** A seed of which nothing else is known. */
  static Enrolment of(Secret seed) {
    return new Enrolment(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        seed);
  }

  @Override
  public void close() {
    seed.close();
  }
}
