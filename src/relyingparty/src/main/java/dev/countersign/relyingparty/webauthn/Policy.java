package dev.countersign.relyingparty.webauthn;

import dev.countersign.wire.cbor.Cbor;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a relying party asks of keys and lets pass.
 *
 * @param rpId its identifier, a domain: {@code example.org}
 * @param rpName what people call it
 * @param account the AWS account in the names of keys, twelve digits
 * @param partition the AWS partition there
 * @param origins the pages where ceremonies happen, each with scheme, host and, where it is not the
 *     usual one, port: {@code https://example.org:8443}
 * @param topOrigins pages of others that may hold ours in a frame; none unless named
 * @param userVerification whether keys verify their users, by PIN or finger
 * @param discoverable whether new keys can sign in without the name of the user
 * @param algorithms what new keys may use, the best first
 * @param attestation what is asked about makers
 * @param formats what statements may look like
 * @param counter what a counter that does not grow means
 * @param challengeLife how long a challenge is good
 * @param challengePlaces how many challenges can be out at once, a power of two up to 2^24; memory
 *     for each is 250 bytes, once it was in use
 * @param maxKeys how many keys a user may have, 1 to 8; devices of {@link OtherDevices} count, too
 */
public record Policy(
    String rpId,
    String rpName,
    String account,
    String partition,
    Set<String> origins,
    Set<String> topOrigins,
    Wish userVerification,
    Wish discoverable,
    List<Algorithm> algorithms,
    Attestation attestation,
    Set<AttestationFormat> formats,
    CounterPolicy counter,
    Duration challengeLife,
    int challengePlaces,
    int maxKeys) {
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Duration MAX_LIFE = Duration.ofHours(1);

  /**
   * Checks that the parts go together.
   *
   * @throws IllegalArgumentException when they do not
   */
  public Policy {
    WebOrigin.checkDomain(rpId);
    origins = Set.copyOf(origins.stream().map(WebOrigin::normal).toList());
    topOrigins = Set.copyOf(topOrigins.stream().map(WebOrigin::normal).toList());
    algorithms = List.copyOf(new LinkedHashSet<>(algorithms));
    formats = Set.copyOf(formats);
    for (String origin : origins) {
      if (!WebOrigin.isUnder(origin, rpId)) {
        throw new IllegalArgumentException(
            "%s is no page of %s or below it".formatted(origin, rpId));
      }
    }
    if (origins.isEmpty() || algorithms.isEmpty() || formats.isEmpty()) {
      throw new IllegalArgumentException("origins, algorithms and formats are one at least");
    }
    if (!ACCOUNT.matcher(account).matches()) {
      throw new IllegalArgumentException("an account has twelve digits");
    }
    SecurityKeyArn.checkPartition(partition);
    if (challengeLife.compareTo(Duration.ofSeconds(1)) < 0
        || challengeLife.compareTo(MAX_LIFE) > 0) {
      throw new IllegalArgumentException("a challenge is good for a second to an hour");
    }
    if (Integer.bitCount(challengePlaces) != 1
        || challengePlaces < 1
        || challengePlaces > Challenges.MAX_PLACES) {
      throw new IllegalArgumentException("the places are a power of two up to 2^24");
    }
    if (maxKeys < 1 || maxKeys > UserKeys.MAX_DEVICES) {
      throw new IllegalArgumentException("a user has 1 to 8 keys");
    }
  }

  /** How many challenges can be out unless something else is said. */
  public static final int USUAL_PLACES = 1 << 18;

  /**
   * What suits most: user verification required, keys discoverable if they can, all algorithms but
   * Ed448, no question about makers, a counter that went back refused, five minutes for a ceremony.
   */
  public static Policy usual(String rpId, String rpName, String account, String... origins) {
    return new Policy(
        rpId,
        rpName,
        account,
        "aws",
        Set.of(origins),
        Set.of(),
        Wish.REQUIRED,
        Wish.PREFERRED,
        List.of(
            Algorithm.ES256, Algorithm.EDDSA, Algorithm.ES384, Algorithm.ES512, Algorithm.RS256),
        new Attestation.None(),
        EnumSet.allOf(AttestationFormat.class),
        CounterPolicy.REFUSE,
        Duration.ofMinutes(5),
        USUAL_PLACES,
        UserKeys.MAX_DEVICES);
  }

  /** What a challenge is bound to of it, so that no other policy takes it back. */
  Cbor.Bytes fingerprint() {
    return Fingerprint.brief(
        rpId,
        new TreeSet<>(origins).toString(),
        new TreeSet<>(topOrigins).toString(),
        userVerification.name(),
        discoverable.name(),
        algorithms.toString(),
        attestation.getClass().getSimpleName(),
        new TreeSet<>(formats).toString(),
        counter.name());
  }
}
