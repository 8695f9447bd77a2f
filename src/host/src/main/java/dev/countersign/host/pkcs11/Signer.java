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
import java.util.Optional;
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
    return sign(algorithm, new Content(Optional.of(message), digest));
  }

  byte[] signDigest(SignatureAlgorithm algorithm, byte[] digest) {
    requireFamily(algorithm);
    algorithm.digest().ifPresent(hash -> requireLength(hash, digest));
    return sign(algorithm, new Content(Optional.empty(), digest));
  }

  List<byte[]> signAll(SignatureAlgorithm algorithm, List<byte[]> messages) {
    return Batch.of(use.sessions(), messages, message -> sign(algorithm, message));
  }

  private byte[] sign(SignatureAlgorithm algorithm, Content content) {
    List<SignatureWay> ways = SignatureWay.of(algorithm, key, content, mechanisms::has, random);
    if (ways.isEmpty()) {
      throw unsupported(algorithm, content);
    }
    return encoded(algorithm, use.run(OPERATION, new Signing(ways)));
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
    private @Nullable SignatureWay taken;

    Signing(List<SignatureWay> ways) {
      this.ways = ways;
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
      return session.sign(Objects.requireNonNull(taken).input().get());
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

  private TokenException unsupported(SignatureAlgorithm algorithm, Content content) {
    Content whole = new Content(Optional.of(new byte[0]), content.digest());
    if (content.message().isEmpty() && can(algorithm, whole)) {
      return new TokenException.Unsupported(
          use.name(),
          OPERATION,
          "the token makes %s of whole messages only".formatted(algorithm.name()),
          "give it the message instead of its hash");
    }
    List<String> able =
        SignatureAlgorithm.named().stream()
            .filter(other -> other.family() == key.family() && can(other, whole))
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

  private boolean can(SignatureAlgorithm algorithm, Content content) {
    return !SignatureWay.of(algorithm, key, content, mechanisms::has, random).isEmpty();
  }
}
