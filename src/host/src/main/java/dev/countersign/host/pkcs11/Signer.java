package dev.countersign.host.pkcs11;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.PinEntry;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SignatureAlgorithm.Ecdsa;
import dev.countersign.device.TokenException;
import dev.countersign.device.encoding.EcdsaEncoding;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.cryptoki.Mechanism;
import dev.countersign.host.pkcs11.SignatureWay.Content;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Signatures with one key. */
final class Signer {
  private static final String OPERATION = "sign";

  private final KeyAlgorithm key;
  private final KeyUse use;
  private final Mechanisms mechanisms;
  private final SecureRandom random;

  /** Mechanisms that the token lists and does not take for this key. */
  private final Set<Mechanism> refused;

  Signer(KeyAlgorithm key, KeyUse use, Mechanisms mechanisms, SecureRandom random) {
    this(key, use, mechanisms, random, ConcurrentHashMap.newKeySet());
  }

  /** How the last signature was made: the next one is of the same kind mostly. */
  private volatile @Nullable Plan last;

  /**
   * How signatures are made.
   *
   * @param whole whether of whole messages, and not of their hashes
   * @param ways that the token has
   */
  private record Plan(SignatureAlgorithm algorithm, boolean whole, List<SignatureWay> ways) {
    boolean is(SignatureAlgorithm wanted, boolean wantedWhole) {
      return whole == wantedWhole && algorithm.equals(wanted);
    }
  }

  private Signer(
      KeyAlgorithm key,
      KeyUse use,
      Mechanisms mechanisms,
      SecureRandom random,
      Set<Mechanism> refused) {
    this.key = key;
    this.use = use;
    this.mechanisms = mechanisms;
    this.random = random;
    this.refused = refused;
  }

  Signer with(PinEntry pinEntry) {
    return new Signer(key, use.with(pinEntry), mechanisms, random, refused);
  }

  byte[] sign(SignatureAlgorithm algorithm, byte[] message) {
    requireFamily(algorithm);
    byte[] digest = algorithm.digest().map(hash -> hash.hash(message)).orElse(message);
    return sign(plan(algorithm, true), new Content(message, digest));
  }

  byte[] signDigest(SignatureAlgorithm algorithm, byte[] digest) {
    requireFamily(algorithm);
    algorithm.digest().ifPresent(hash -> requireLength(hash, digest));
    return sign(plan(algorithm, false), new Content(digest, digest));
  }

  List<byte[]> signAll(SignatureAlgorithm algorithm, List<byte[]> messages) {
    return Batch.of(use.sessions(), messages, message -> sign(algorithm, message));
  }

  private byte[] sign(Plan plan, Content content) {
    return encoded(plan.algorithm, use.run(OPERATION, new Signing(plan.ways, content)));
  }

  private Plan plan(SignatureAlgorithm algorithm, boolean whole) {
    Plan known = last;
    if (known != null && known.is(algorithm, whole)) {
      return known;
    }
    Plan made = new Plan(algorithm, whole, ways(algorithm, whole));
    if (made.ways.isEmpty()) {
      throw unsupported(algorithm, whole);
    }
    last = made;
    return made;
  }

  private List<SignatureWay> ways(SignatureAlgorithm algorithm, boolean whole) {
    return SignatureWay.of(algorithm, key, whole, mechanisms::has, random);
  }

  private void requireFamily(SignatureAlgorithm algorithm) {
    if (algorithm.family() != key.family()) {
      throw new IllegalArgumentException(
          "%s is not for a key of kind %s".formatted(algorithm.name(), key.externalName()));
    }
  }

  private static void requireLength(Digest hash, byte[] digest) {
    if (digest.length != hash.lengthBytes()) {
      throw new IllegalArgumentException(
          "a %s hash has %d bytes, not %d"
              .formatted(hash.jcaName(), hash.lengthBytes(), digest.length));
    }
  }

  /** Takes the first way that the token takes. */
  private final class Signing implements KeyUse.Operation<byte[]> {
    private final List<SignatureWay> ways;
    private final Content content;
    private @Nullable SignatureWay taken;

    Signing(List<SignatureWay> ways, Content content) {
      this.ways = ways;
      this.content = content;
    }

    @Override
    public void begin(CryptokiSession session, long handle) {
      @Nullable CryptokiException first = null;
      for (SignatureWay way : ways) {
        if (ways.size() > 1 && refused.contains(way.mechanism())) {
          continue;
        }
        try {
          session.signInit(way.mechanism(), handle);
          taken = way;
          return;
        } catch (CryptokiException e) {
          if (!KeyUse.isAboutMechanism(e)) {
            throw e;
          }
          refused.add(way.mechanism());
          first = first == null ? e : first;
        }
      }
      refused.clear(); // none is left: the next time begins anew
      throw first == null ? new IllegalStateException("no way was tried") : first;
    }

    @Override
    public byte[] finish(CryptokiSession session) {
      return session.sign(Objects.requireNonNull(taken).input().apply(content));
    }
  }

  private byte[] encoded(SignatureAlgorithm algorithm, byte[] signature) {
    int bytes = key.bytes();
    try {
      if (algorithm instanceof Ecdsa ecdsa) {
        return ecdsa(ecdsa.format(), signature);
      } else if (signature.length != (key.family() == KeyAlgorithm.Family.RSA ? bytes : 64)) {
        throw bad("its signature has %d bytes".formatted(signature.length));
      }
      return signature;
    } catch (IllegalArgumentException e) {
      throw bad("its signature cannot be read: " + e.getMessage());
    }
  }

  /** Two integers in a row as [PKCS11-CURR] 2.3.1 wants; there are modules that write DER. */
  private byte[] ecdsa(Ecdsa.Format format, byte[] signature) {
    if (signature.length != 2 * key.bytes()) {
      return EcdsaEncoding.output(key, signature, format);
    }
    return format == Ecdsa.Format.DER ? EcdsaEncoding.fromP1363(key, signature) : signature;
  }

  private TokenException bad(String what) {
    return new TokenException.BadResponse(use.name(), OPERATION, what, null);
  }

  private TokenException unsupported(SignatureAlgorithm algorithm, boolean whole) {
    if (!whole && can(algorithm)) {
      return new TokenException.Unsupported(
          use.name(),
          OPERATION,
          "the token makes %s of whole messages only".formatted(algorithm.name()),
          "give it the message instead of its hash");
    }
    List<String> able =
        SignatureAlgorithm.named().stream()
            .filter(other -> other.family() == key.family() && can(other))
            .map(SignatureAlgorithm::name)
            .toList();
    return new TokenException.Unsupported(
        use.name(),
        OPERATION,
        "the token makes no " + algorithm.name(),
        able.isEmpty()
            ? "use another token: this one signs in no way with a key of this kind"
            : "choose one of " + String.join(", ", able));
  }

  /** Whether the token signs so when it gets the whole message. */
  private boolean can(SignatureAlgorithm algorithm) {
    return !ways(algorithm, true).isEmpty();
  }
}
