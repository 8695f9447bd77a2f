package dev.countersign.jca;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SignatureAlgorithm.RsaPss;
import dev.countersign.device.TokenPrivateKey;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * RSASSA-PSS ([RFC8017] 8.1). Its parameters are set before the first byte of the message; there
 * are none by default, since the RFC's are those of SHA-1.
 *
 * <p>A {@code java.security.Signature} that is given or asked parameters before its key binds
 * itself to the first provider of the list at that moment, before anyone can know whose key will
 * come. When that provider is this one and the key turns out to be another's, the work is passed
 * on.
 */
final class PssSignature extends TokenSignature {
  private static final String NAME = "RSASSA-PSS";

  private final @Nullable Digest fixedHash;
  private @Nullable PSSParameterSpec parameters;
  private boolean boundEarly;
  private boolean begun;
  private @Nullable Signature other;

  /**
   * A signature.
   *
   * @param fixedHash the hash that the algorithm's name tells; null when only parameters tell it
   */
  PssSignature(@Nullable Digest fixedHash) {
    super(Family.RSA, 0);
    this.fixedHash = fixedHash;
    this.parameters = fixedHash == null ? null : likeHash(fixedHash);
  }

  private static PSSParameterSpec likeHash(Digest hash) {
    return new PSSParameterSpec(
        hash.jcaName(),
        "MGF1",
        new MGF1ParameterSpec(hash.jcaName()),
        hash.lengthBytes(),
        PSSParameterSpec.TRAILER_FIELD_BC);
  }

  @Override
  SignatureAlgorithm algorithm() throws InvalidKeyException {
    PSSParameterSpec wanted = parameters;
    if (wanted == null) {
      // Any will do until they are set: update and sign refuse to work before that.
      return SignatureAlgorithm.rsaPss(Digest.SHA256);
    }
    return supported(wanted)
        .orElseThrow(
            () -> new InvalidKeyException("a key on a token cannot sign with these parameters"));
  }

  private static Optional<SignatureAlgorithm> supported(PSSParameterSpec wanted) {
    Optional<Digest> hash = DigestNames.digest(wanted.getDigestAlgorithm());
    Optional<Digest> mgf = DigestNames.mgf1(wanted.getMGFAlgorithm(), wanted.getMGFParameters());
    return hash.isPresent()
            && mgf.isPresent()
            && wanted.getTrailerField() == PSSParameterSpec.TRAILER_FIELD_BC
        ? Optional.of(new RsaPss(hash.get(), mgf.get(), wanted.getSaltLength()))
        : Optional.empty();
  }

  @Override
  protected void engineSetParameter(@Nullable AlgorithmParameterSpec given)
      throws InvalidAlgorithmParameterException {
    if (!(given instanceof PSSParameterSpec wanted)) {
      throw new InvalidAlgorithmParameterException(NAME + " takes a PSSParameterSpec");
    }
    if (begun) {
      throw new InvalidAlgorithmParameterException(
          "parameters cannot change once the message has begun");
    }
    if (fixedHash != null
        && !DigestNames.digest(wanted.getDigestAlgorithm()).equals(Optional.of(fixedHash))) {
      throw new InvalidAlgorithmParameterException(
          "the hash is %s by the algorithm's name".formatted(fixedHash.jcaName()));
    }
    if (other != null) {
      other.setParameter(wanted);
    } else if (key() == null) {
      boundEarly = true;
    } else if (supported(wanted).isEmpty()) {
      throw new InvalidAlgorithmParameterException(
          "a key on a token signs with MGF1 and SHA-1, SHA-256, SHA-384 or SHA-512");
    }
    parameters = wanted;
    try {
      restart();
    } catch (InvalidKeyException e) {
      throw new InvalidAlgorithmParameterException(e.getMessage(), e);
    }
  }

  @Override
  @SuppressWarnings("NullAway") // null is what SignatureSpi prescribes for "none"
  protected @Nullable AlgorithmParameters engineGetParameters() {
    boundEarly |= key() == null;
    if (parameters == null) {
      return null;
    }
    try {
      AlgorithmParameters encoded = AlgorithmParameters.getInstance(NAME);
      encoded.init(parameters);
      return encoded;
    } catch (GeneralSecurityException e) {
      throw new ProviderException("this Java runtime cannot write the parameters of PSS", e);
    }
  }

  @Override
  protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    begin(privateKey);
    if (boundEarly && !(privateKey instanceof TokenPrivateKey)) {
      other = passOn(privateKey, signature -> signature.initSign(privateKey));
    } else {
      super.engineInitSign(privateKey);
    }
  }

  @Override
  protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
    begin(publicKey);
    if (boundEarly) {
      other = passOn(publicKey, signature -> signature.initVerify(publicKey));
    } else {
      super.engineInitVerify(publicKey);
    }
  }

  private void begin(@Nullable Key key) throws InvalidKeyException {
    if (key == null) {
      throw new InvalidKeyException("no key was given");
    }
    other = null;
    begun = false;
  }

  /** Gives the key to a signature. */
  @FunctionalInterface
  private interface Initialisation {
    void accept(Signature signature) throws InvalidKeyException;
  }

  private Signature passOn(Key key, Initialisation initialisation) throws InvalidKeyException {
    GeneralSecurityException first = null;
    for (Provider provider : Security.getProviders()) {
      Provider.Service service = provider.getService("Signature", NAME);
      if (provider instanceof CountersignProvider
          || service == null
          || !service.supportsParameter(key)) {
        continue;
      }
      try {
        Signature signature = Signature.getInstance(NAME, provider);
        if (parameters != null) {
          signature.setParameter(parameters);
        }
        initialisation.accept(signature);
        return signature;
      } catch (GeneralSecurityException e) {
        first = first == null ? e : first;
      }
    }
    throw new InvalidKeyException("no provider takes this key for " + NAME, first);
  }

  @Override
  protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
    requireParameters();
    begun = true;
    if (other != null) {
      other.update(bytes, offset, length);
    } else {
      super.engineUpdate(bytes, offset, length);
    }
  }

  @Override
  protected byte[] engineSign() throws SignatureException {
    requireParameters();
    begun = false;
    return other == null ? super.engineSign() : other.sign();
  }

  @Override
  protected boolean engineVerify(byte[] signature) throws SignatureException {
    begun = false;
    return other == null ? super.engineVerify(signature) : other.verify(signature);
  }

  private void requireParameters() throws SignatureException {
    if (parameters == null) {
      throw new SignatureException(
          NAME + " needs parameters: call setParameter with a PSSParameterSpec first");
    }
  }
}
