package dev.countersign.device.pool;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/** Finds out whether a member works: it signs a fixed message, and the signature is verified. */
final class Probe {
  private static final String OPERATION = "probe a member of the pool";

  /** Cannot be taken for anything else that somebody signs. */
  private static final byte[] MESSAGE =
      "countersign signing pool: probe, not a statement".getBytes(StandardCharsets.US_ASCII);

  private Probe() {}

  /**
   * The algorithm of a probe.
   *
   * @param used one that signatures of the pool were made with: where it is PSS the probe is too,
   *     since a key may be for that alone
   */
  static SignatureAlgorithm algorithm(SignatureAlgorithm used) {
    return switch (used.family()) {
      case RSA ->
          used instanceof SignatureAlgorithm.RsaPss ? used : SignatureAlgorithm.rsa(Digest.SHA256);
      case EC -> SignatureAlgorithm.ecdsa(Digest.SHA256);
      case ED25519, X25519 -> SignatureAlgorithm.ed25519();
    };
  }

  /** The algorithm before any was used. */
  static SignatureAlgorithm algorithm(KeyAlgorithm kind) {
    return switch (kind.family()) {
      case RSA -> SignatureAlgorithm.rsa(Digest.SHA256);
      case EC -> SignatureAlgorithm.ecdsa(Digest.SHA256);
      case ED25519, X25519 -> SignatureAlgorithm.ed25519();
    };
  }

  /** Whether two public keys are one, whoever made the objects. */
  static boolean same(PublicKey one, PublicKey other) {
    return MessageDigest.isEqual(one.getEncoded(), other.getEncoded());
  }

  /**
   * Signs and verifies.
   *
   * @throws TokenException when the key cannot sign, or signs wrongly
   */
  static void run(SigningKey key, SignatureAlgorithm algorithm) {
    byte[] signature = key.sign(algorithm, MESSAGE);
    try {
      Signature verifier = verifier(algorithm);
      verifier.initVerify(key.publicKey());
      verifier.update(MESSAGE);
      if (verifier.verify(signature)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw wrong(key, e);
    }
    throw wrong(key, null);
  }

  private static TokenException wrong(SigningKey key, @Nullable Throwable cause) {
    return new TokenException.BadResponse(
        key.uri().toString(), OPERATION, "its signature does not verify", cause);
  }

  private static Signature verifier(SignatureAlgorithm algorithm) throws GeneralSecurityException {
    if (algorithm instanceof SignatureAlgorithm.RsaPss pss) {
      Signature verifier = Signature.getInstance("RSASSA-PSS");
      verifier.setParameter(
          new PSSParameterSpec(
              pss.hash().jcaName(),
              "MGF1",
              new MGF1ParameterSpec(pss.mgfHash().jcaName()),
              pss.saltLengthBytes(),
              PSSParameterSpec.TRAILER_FIELD_BC));
      return verifier;
    }
    return Signature.getInstance(
        switch (algorithm.family()) {
          case RSA -> "SHA256withRSA";
          case EC -> "SHA256withECDSA";
          case ED25519, X25519 -> "Ed25519";
        });
  }
}
