package dev.countersign.device.pool;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A P-256 key in memory that does what a test tells it to before it signs. */
final class FakeKey implements SigningKey {
  static final KeyPair PAIR = pair();

  final String name;
  final AtomicInteger asked = new AtomicInteger();
  final AtomicInteger atOnce = new AtomicInteger();
  final AtomicInteger mostAtOnce = new AtomicInteger();
  KeyPair pair = PAIR;
  KeyPolicies policies = KeyPolicies.UNKNOWN;
  List<X509Certificate> chain = List.of();

  /** Throws, or waits, or does nothing. */
  volatile Runnable before = () -> {};

  /** Changes signatures. */
  volatile boolean lies;

  private final @Nullable PinEntry pinEntry;
  private final FakeKey origin;

  FakeKey(String name) {
    this.name = name;
    this.pinEntry = null;
    this.origin = this;
  }

  private FakeKey(FakeKey origin, PinEntry pinEntry) {
    this.name = origin.name;
    this.pinEntry = pinEntry;
    this.origin = origin;
    this.pair = origin.pair;
  }

  static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** From now on it fails like that. */
  void fail(TokenException problem) {
    before =
        () -> {
          throw problem;
        };
  }

  void work() {
    before = () -> {};
  }

  static TokenException unavailable() {
    return new TokenException.Unavailable("fake", "sign", "the way to it failed", "mend it", null);
  }

  static TokenException unexplained() {
    return new TokenException.Unexplained("fake", "sign", "it said 0x80000030", "read on", null);
  }

  static TokenException wrongPin() {
    return new TokenException.WrongPin("fake", "sign", PinRequest.Kind.PIN, -1);
  }

  static TokenException refused() {
    return new TokenException.Refused("fake", "sign", "it refused", null, "ask it");
  }

  @Override
  public TokenUri uri() {
    return TokenUri.of("pkcs11").with("token", name);
  }

  @Override
  public KeyAlgorithm algorithm() {
    return KeyAlgorithm.P256;
  }

  @Override
  public PublicKey publicKey() {
    return pair.getPublic();
  }

  @Override
  public List<X509Certificate> certificateChain() {
    return chain;
  }

  @Override
  public KeyPolicies policies() {
    return policies;
  }

  @Override
  public Optional<KeyOrigin> origin() {
    return Optional.empty();
  }

  @Override
  public byte[] signDigest(SignatureAlgorithm algorithm, byte[] digest) {
    origin.asked.incrementAndGet();
    int now = origin.atOnce.incrementAndGet();
    origin.mostAtOnce.accumulateAndGet(now, Math::max);
    try {
      if (pinEntry != null) {
        PinRequest request =
            new PinRequest(
                PinRequest.Kind.PIN, origin, () -> name, "sign", java.util.OptionalInt::empty);
        pinEntry.enter(request).close();
      }
      origin.before.run();
      Signature signature = Signature.getInstance("NONEwithECDSA");
      signature.initSign(pair.getPrivate());
      signature.update(digest);
      byte[] made = signature.sign();
      if (origin.lies) {
        made[made.length - 1] ^= 1;
      }
      return made;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } finally {
      origin.atOnce.decrementAndGet();
    }
  }

  static boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(PAIR.getPublic());
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public SigningKey with(PinEntry entry) {
    return new FakeKey(origin, entry);
  }
}
