package dev.countersign.device.pool;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One key that several tokens, or several slots, hold: signs with the one that has the least to do.
 *
 * <pre>{@code
 * try (SigningPool pool = SigningPool.of(tokens, List.of(
 *     TokenUri.parse("pkcs11:token=hsm-a;object=cdn"),
 *     TokenUri.parse("pkcs11:token=hsm-b;object=cdn")))) {
 *   byte[] signature = pool.sign(SignatureAlgorithm.rsa(Digest.SHA256), message);
 * }
 * }</pre>
 *
 * <p>A member that cannot be reached is taken out, and the signature is made by another. It rests,
 * longer each time, is then probed with a signature that is verified, and comes back when that is
 * right. A member whose PIN is wrong, blocked or missing is left alone until {@link #reset}; what a
 * token refuses for another reason is told to the caller and says nothing about the member. A
 * failure that may be either is tried at another member: if that signs, the first one rests.
 *
 * <p>Any number of threads may use it. Signatures are made on the thread of the caller: one that
 * hangs in a module hangs with it, and takes no more than the places of that member.
 */
public final class SigningPool implements SigningKey, AutoCloseable {
  private final List<Member> members;
  private final SigningKey first;
  private final Places places;
  private final Watch watch;
  private final Signer signer;
  private final PoolTime time;
  private final Signer.Caller caller;
  private volatile @Nullable List<X509Certificate> chain;

  private SigningPool(Builder wanted) {
    Meters meters = new Meters(wanted.metrics);
    PoolMembers found = PoolMembers.find(wanted.candidates, meters);
    members = found.all();
    first = found.first();
    time = wanted.time == null ? PoolTime.system(members.size() + 1) : wanted.time;
    places = new Places(members, wanted.limits, time);
    watch = new Watch(places, wanted.limits, time, wanted.random, first);
    signer = new Signer(members, places, watch, meters, wanted.limits, time);
    caller = new Signer.Caller(first.uri().toString(), false, Set.of());
    places.locked(
        () -> {
          members.stream().filter(member -> member.key == null).forEach(watch::rest);
          return true;
        });
    meters.waiting(places::waiting);
    members.forEach(
        member ->
            member.meters.gauges(
                () -> places.locked(() -> member.signing),
                () -> places.locked(() -> member.serving() ? 1 : 0)));
  }

  /** Collects what a pool shall be opened with. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The pool of the keys that these URIs name, with the usual limits; see {@link Builder#open}.
   *
   * @param tokens stay open for as long as the pool is used, and are closed by the caller
   */
  public static SigningPool of(Tokens tokens, List<TokenUri> uris) {
    Builder builder = builder();
    uris.forEach(uri -> builder.member(tokens, uri));
    return builder.open();
  }

  /** The name of the key at the first member that was reached. */
  @Override
  public TokenUri uri() {
    return first.uri();
  }

  @Override
  public KeyAlgorithm algorithm() {
    return first.algorithm();
  }

  @Override
  public PublicKey publicKey() {
    return first.publicKey();
  }

  /** The chain that the first member tells that has one and can be reached. */
  @Override
  public List<X509Certificate> certificateChain() {
    List<X509Certificate> known = chain;
    if (known == null) {
      known = readChain();
      chain = known;
    }
    return known;
  }

  private List<X509Certificate> readChain() {
    TokenException problem = null;
    for (SigningKey key : keys()) {
      try {
        List<X509Certificate> told = key.certificateChain();
        if (!told.isEmpty()) {
          return List.copyOf(told);
        }
      } catch (TokenException e) {
        problem = e;
      }
    }
    if (problem != null) {
      throw problem;
    }
    return List.of();
  }

  private List<SigningKey> keys() {
    return places.locked(
        () -> {
          List<SigningKey> keys = new ArrayList<>();
          for (Member member : members) {
            if (member.key != null && member.serving()) {
              keys.add(member.key);
            }
          }
          return keys;
        });
  }

  @Override
  public KeyPolicies policies() {
    return first.policies();
  }

  @Override
  public Optional<KeyOrigin> origin() {
    return first.origin();
  }

  @Override
  public byte[] signDigest(SignatureAlgorithm algorithm, byte[] digest) {
    byte[] signature = signer.sign(caller, key -> key.signDigest(algorithm, digest));
    watch.used(algorithm);
    return signature;
  }

  /**
   * The same pool, asking that entry for the PINs of all its members. A member that refuses a PIN
   * of this entry is not asked again through the returned key; others go on using it.
   */
  @Override
  public SigningKey with(PinEntry pinEntry) {
    return new PoolView(this, signer, pinEntry);
  }

  /** How it is. */
  public PoolHealth health() {
    return places.locked(
        () -> new PoolHealth(members.stream().map(this::health).toList(), places.waiting()));
  }

  private PoolHealth.Member health(Member member) {
    boolean resting = member.state == PoolHealth.State.RESTING;
    return new PoolHealth.Member(
        member.name,
        member.state,
        member.signing,
        member.signed,
        member.failed,
        Optional.ofNullable(member.problem).map(TokenException::getMessage),
        resting
            ? Optional.of(Duration.ofNanos(Math.max(0, member.probeAt - time.nanos())))
            : Optional.empty());
  }

  /**
   * Probes a member that is out, now, on this thread: after its PIN was put right or its token
   * mended. A PIN that is still wrong costs another try. Does nothing to a member that is in use.
   *
   * @param name of the member as {@link #health()} tells it
   * @return how it is after that
   * @throws IllegalArgumentException when there is no member of that name
   */
  public PoolHealth.Member reset(String name) {
    Member named =
        members.stream()
            .filter(member -> member.name.equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("the pool has no member " + name));
    watch.probe(named);
    return places.locked(() -> health(named));
  }

  /**
   * Sends everybody away who waits, and ends the threads. Signatures in the making are finished;
   * the tokens stay open.
   */
  @Override
  public void close() {
    places.close();
    time.close();
  }

  /** What a pool shall be opened with. Everything but its members has a default. */
  public static final class Builder {
    private final List<PoolMembers.Candidate> candidates = new ArrayList<>();
    private PoolLimits limits = PoolLimits.USUAL;
    private PoolMetrics metrics = PoolMetrics.none();
    private RandomGenerator random = new SplittableRandom();
    private @Nullable PoolTime time;

    private Builder() {}

    /** Adds the key that a URI names, which is looked for again after its token was away. */
    public Builder member(Tokens tokens, TokenUri uri) {
      candidates.add(new PoolMembers.Candidate(uri.toString(), () -> tokens.signingKey(uri)));
      return this;
    }

    /** Adds a key that was found already. */
    public Builder member(SigningKey key) {
      candidates.add(new PoolMembers.Candidate(key.uri().toString(), () -> key));
      return this;
    }

    /** How much it takes on; {@link PoolLimits#USUAL} when this is not called. */
    public Builder limits(PoolLimits bounds) {
      limits = bounds;
      return this;
    }

    /** Where it reports numbers; nowhere when this is not called. */
    public Builder metrics(PoolMetrics registry) {
      metrics = registry;
      return this;
    }

    /** What spreads the rests of members; has nothing to do with keys. */
    public Builder random(RandomGenerator generator) {
      random = generator;
      return this;
    }

    /** The time, which the pool closes; the machine's when this is not called. */
    public Builder time(PoolTime clock) {
      time = clock;
      return this;
    }

    /**
     * Finds the keys and compares their public halves; signs nothing. A member whose token cannot
     * be reached now is taken out and comes in when it can, if it holds the same key.
     *
     * @throws TokenException.BadData when they are not one key; names the odd one
     * @throws TokenException when no member can be reached, or a URI names no key or several
     */
    public SigningPool open() {
      return new SigningPool(this);
    }
  }
}
