package dev.countersign.jca;

import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.EdDSAParameterSpec;
import org.jspecify.annotations.Nullable;

/** A signature whose algorithm says everything: all but PSS. */
final class PlainSignature extends TokenSignature {
  private final SignatureAlgorithm algorithm;

  PlainSignature(SignatureAlgorithm algorithm) {
    this(algorithm, Integer.MAX_VALUE);
  }

  PlainSignature(SignatureAlgorithm algorithm, int maxInputBytes) {
    super(algorithm.family(), maxInputBytes);
    this.algorithm = algorithm;
  }

  @Override
  SignatureAlgorithm algorithm() {
    return algorithm;
  }

  /** Takes what says nothing new: the curve that the key is on, plain Ed25519. */
  @Override
  protected void engineSetParameter(@Nullable AlgorithmParameterSpec parameters)
      throws InvalidAlgorithmParameterException {
    boolean redundant =
        switch (algorithm.family()) {
          case EC -> parameters instanceof ECParameterSpec curve && isCurveOfKey(curve);
          case ED25519 ->
              parameters instanceof EdDSAParameterSpec mode
                  && !mode.isPrehash()
                  && mode.getContext().isEmpty();
          case RSA, X25519 -> false;
        };
    if (parameters != null && !redundant) {
      throw new InvalidAlgorithmParameterException(algorithm.name() + " takes no parameters");
    }
  }

  private boolean isCurveOfKey(ECParameterSpec curve) {
    SigningKey key = key();
    if (key == null || !(key.publicKey() instanceof ECPublicKey known)) {
      return true;
    }
    ECParameterSpec own = known.getParams();
    return own.getCurve().equals(curve.getCurve())
        && own.getGenerator().equals(curve.getGenerator())
        && own.getOrder().equals(curve.getOrder());
  }

  @Override
  @SuppressWarnings("NullAway") // null is what SignatureSpi prescribes for "none"
  protected @Nullable AlgorithmParameters engineGetParameters() {
    return null;
  }
}
