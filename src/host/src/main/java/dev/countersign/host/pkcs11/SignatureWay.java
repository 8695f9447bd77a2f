package dev.countersign.host.pkcs11;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.encoding.EcdsaEncoding;
import dev.countersign.device.encoding.RsaPadding;
import dev.countersign.host.cryptoki.Ckm;
import dev.countersign.host.cryptoki.Mechanism;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongPredicate;

/**
 * One way in which a signature is asked of a token ([PKCS11-CURR] 2.1.6 to 2.1.14, 2.3.6): a
 * mechanism, and what the token is given. What the host can do by itself, it does: hashing, and
 * padding where the token merely raises to a power.
 *
 * @param mechanism of the token
 * @param input what is given, of what is to be signed
 */
record SignatureWay(Mechanism mechanism, Function<Content, byte[]> input) {

  /** What is signed. */
  static final class Content {
    private final byte[] message;
    private final byte[] digest;

    /**
     * Something to sign.
     *
     * @param message the whole message; when only its hash is known, that
     * @param digest the hash, or the input of an algorithm without one
     */
    Content(byte[] message, byte[] digest) {
      this.message = message;
      this.digest = digest;
    }

    byte[] message() {
      return message;
    }

    byte[] digest() {
      return digest;
    }
  }

  /**
   * The ways that a token has, best first; none when it cannot.
   *
   * @param whole whether whole messages are signed, and not their hashes
   * @param mechanisms which it has
   */
  static List<SignatureWay> of(
      SignatureAlgorithm algorithm,
      KeyAlgorithm key,
      boolean whole,
      LongPredicate mechanisms,
      SecureRandom random) {
    Collector ways = new Collector(mechanisms, whole);
    if (algorithm instanceof SignatureAlgorithm.RsaPkcs1 pkcs1) {
      Optional<Digest> digest = pkcs1.digest();
      ways.add(
          Mechanism.of(Ckm.RSA_PKCS), content -> RsaPadding.digestInfo(digest, content.digest()));
      digest.ifPresent(hash -> ways.addWhole(Mechanism.of(rsaPkcs1(hash))));
      ways.add(
          Mechanism.of(Ckm.RSA_X_509),
          content -> RsaPadding.pkcs1Signature(digest, content.digest(), key.bytes()));
    } else if (algorithm instanceof SignatureAlgorithm.RsaPss pss) {
      Mechanism.Pss parameter =
          new Mechanism.Pss(
              Hashes.hash(pss.hash()), Hashes.mgf(pss.mgfHash()), pss.saltLengthBytes());
      ways.add(new Mechanism(Ckm.RSA_PKCS_PSS, parameter), Content::digest);
      ways.addWhole(new Mechanism(rsaPss(pss.hash()), parameter));
      ways.add(
          Mechanism.of(Ckm.RSA_X_509), content -> pssBlock(pss, key, content.digest(), random));
    } else if (algorithm instanceof SignatureAlgorithm.Ecdsa ecdsa) {
      ways.add(Mechanism.of(Ckm.ECDSA), content -> EcdsaEncoding.input(key, content.digest()));
      ecdsa.digest().ifPresent(hash -> ways.addWhole(Mechanism.of(ecdsa(hash))));
    } else {
      ways.add(Mechanism.of(Ckm.EDDSA), Content::digest);
    }
    return List.copyOf(ways.found);
  }

  private static final class Collector {
    private final LongPredicate mechanisms;
    private final boolean whole;
    private final List<SignatureWay> found = new ArrayList<>();

    Collector(LongPredicate mechanisms, boolean whole) {
      this.mechanisms = mechanisms;
      this.whole = whole;
    }

    void add(Mechanism mechanism, Function<Content, byte[]> input) {
      if (mechanisms.test(mechanism.type())) {
        found.add(new SignatureWay(mechanism, input));
      }
    }

    /** A mechanism that hashes by itself. */
    void addWhole(Mechanism mechanism) {
      if (whole) {
        add(mechanism, Content::message);
      }
    }
  }

  private static byte[] pssBlock(
      SignatureAlgorithm.RsaPss pss, KeyAlgorithm key, byte[] digest, SecureRandom random) {
    byte[] salt = new byte[pss.saltLengthBytes()];
    random.nextBytes(salt);
    return RsaPadding.pssSignature(pss.hash(), pss.mgfHash(), digest, salt, key.bits());
  }

  private static long rsaPkcs1(Digest hash) {
    return switch (hash) {
      case SHA1 -> Ckm.SHA1_RSA_PKCS;
      case SHA256 -> Ckm.SHA256_RSA_PKCS;
      case SHA384 -> Ckm.SHA384_RSA_PKCS;
      case SHA512 -> Ckm.SHA512_RSA_PKCS;
    };
  }

  private static long rsaPss(Digest hash) {
    return switch (hash) {
      case SHA1 -> Ckm.SHA1_RSA_PKCS_PSS;
      case SHA256 -> Ckm.SHA256_RSA_PKCS_PSS;
      case SHA384 -> Ckm.SHA384_RSA_PKCS_PSS;
      case SHA512 -> Ckm.SHA512_RSA_PKCS_PSS;
    };
  }

  private static long ecdsa(Digest hash) {
    return switch (hash) {
      case SHA1 -> Ckm.ECDSA_SHA1;
      case SHA256 -> Ckm.ECDSA_SHA256;
      case SHA384 -> Ckm.ECDSA_SHA384;
      case SHA512 -> Ckm.ECDSA_SHA512;
    };
  }
}
