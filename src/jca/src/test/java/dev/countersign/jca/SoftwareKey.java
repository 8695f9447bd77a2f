package dev.countersign.jca;

import dev.countersign.device.DecryptionAlgorithm;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SignatureAlgorithm.Ecdsa;
import dev.countersign.device.SignatureAlgorithm.RsaPkcs1;
import dev.countersign.device.SignatureAlgorithm.RsaPss;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.List;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.PSSSigner;

/**
 * A key that behaves as one on a token and is computed here, by providers that are named, so that
 * it never comes back to the provider under test.
 */
final class SoftwareKey implements SigningKey, DecryptionKey {
  private final SoftwareToken token;
  private final TokenUri uri;
  private final KeyPair pair;
  private final List<X509Certificate> chain;
  private final PinEntry pinEntry;

  SoftwareKey(
      SoftwareToken token,
      TokenUri uri,
      KeyPair pair,
      List<X509Certificate> chain,
      PinEntry pinEntry) {
    this.token = token;
    this.uri = uri;
    this.pair = pair;
    this.chain = chain;
    this.pinEntry = pinEntry;
  }

  @Override
  public TokenUri uri() {
    return uri;
  }

  @Override
  public KeyAlgorithm algorithm() {
    return KeyAlgorithm.of(pair.getPublic()).orElseThrow();
  }

  @Override
  public PublicKey publicKey() {
    return pair.getPublic();
  }

  @Override
  public List<X509Certificate> certificateChain() {
    token.requirePresent(uri, "read the certificate");
    return chain;
  }

  @Override
  public KeyPolicies policies() {
    return KeyPolicies.UNKNOWN;
  }

  @Override
  public Optional<KeyOrigin> origin() {
    return Optional.of(KeyOrigin.IMPORTED);
  }

  @Override
  public SoftwareKey with(PinEntry other) {
    return new SoftwareKey(token, uri, pair, chain, other);
  }

  @Override
  public byte[] signDigest(SignatureAlgorithm algorithm, byte[] input) {
    token.verifyPin(uri, pinEntry, "sign");
    PrivateKey key = pair.getPrivate();
    try {
      if (algorithm instanceof RsaPkcs1 pkcs1) {
        byte[] padded = pkcs1.digest().map(d -> digestInfo(d, input)).orElse(input);
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE");
        cipher.init(Cipher.ENCRYPT_MODE, key);
        if (padded.length > algorithm().bytes() - 11) {
          throw new IllegalArgumentException("too long for this key");
        }
        return cipher.doFinal(padded);
      } else if (algorithm instanceof RsaPss pss) {
        return pss(pss, input);
      } else if (algorithm instanceof Ecdsa ecdsa) {
        boolean der = ecdsa.format() == Ecdsa.Format.DER;
        return sun(der ? "NONEwithECDSA" : "NONEwithECDSAinP1363Format", input);
      }
      return sun("Ed25519", input);
    } catch (GeneralSecurityException | CryptoException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] sun(String name, byte[] input) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(name, "SunEC");
    signature.initSign(pair.getPrivate());
    signature.update(input);
    return signature.sign();
  }

  private byte[] pss(RsaPss algorithm, byte[] input) throws CryptoException {
    RSAPrivateKey key = (RSAPrivateKey) pair.getPrivate();
    PSSSigner signer =
        PSSSigner.createRawSigner(
            new RSABlindedEngine(),
            digest(algorithm.hash()),
            digest(algorithm.mgfHash()),
            algorithm.saltLengthBytes(),
            (byte) 0xBC);
    signer.init(true, new RSAKeyParameters(true, key.getModulus(), key.getPrivateExponent()));
    signer.update(input, 0, input.length);
    return signer.generateSignature();
  }

  private static org.bouncycastle.crypto.Digest digest(Digest digest) {
    return switch (digest) {
      case SHA1 -> new SHA1Digest();
      case SHA256 -> SHA256Digest.newInstance();
      case SHA384 -> new SHA384Digest();
      case SHA512 -> new SHA512Digest();
    };
  }

  private static byte[] digestInfo(Digest digest, byte[] hash) {
    var oid =
        switch (digest) {
          case SHA1 -> OIWObjectIdentifiers.idSHA1;
          case SHA256 -> NISTObjectIdentifiers.id_sha256;
          case SHA384 -> NISTObjectIdentifiers.id_sha384;
          case SHA512 -> NISTObjectIdentifiers.id_sha512;
        };
    try {
      return new DigestInfo(new AlgorithmIdentifier(oid, DERNull.INSTANCE), hash).getEncoded();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public byte[] decrypt(DecryptionAlgorithm algorithm, byte[] ciphertext) {
    token.verifyPin(uri, pinEntry, "decrypt");
    try {
      if (algorithm instanceof DecryptionAlgorithm.RsaOaep oaep) {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
        cipher.init(
            Cipher.DECRYPT_MODE,
            pair.getPrivate(),
            new OAEPParameterSpec(
                oaep.hash().jcaName(),
                "MGF1",
                new MGF1ParameterSpec(oaep.mgfHash().jcaName()),
                PSource.PSpecified.DEFAULT));
        return cipher.doFinal(ciphertext);
      }
      Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE");
      cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate());
      return cipher.doFinal(ciphertext);
    } catch (BadPaddingException e) {
      throw new TokenException.BadData(
          uri.toString(), "decrypt", "it cannot be decrypted", "check the ciphertext", null);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public byte[] agree(PublicKey peer) {
    token.verifyPin(uri, pinEntry, "agree");
    try {
      String name = algorithm() == KeyAlgorithm.X25519 ? "X25519" : "ECDH";
      KeyAgreement agreement = KeyAgreement.getInstance(name, "SunEC");
      agreement.init(pair.getPrivate());
      agreement.doPhase(peer, true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not on the curve", e);
    }
  }
}
