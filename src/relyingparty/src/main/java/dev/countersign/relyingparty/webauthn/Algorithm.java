package dev.countersign.relyingparty.webauthn;

import com.yubico.webauthn.data.COSEAlgorithmIdentifier;
import com.yubico.webauthn.data.PublicKeyCredentialParameters;
import com.yubico.webauthn.data.PublicKeyCredentialType;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The algorithms of keys ([COSE] 2, [WEBAUTHN-3] 5.8.5), each with its one kind of key. */
public enum Algorithm {
  /** ECDSA on P-256 with SHA-256; every key has it. */
  ES256(COSEAlgorithmIdentifier.ES256, Kind.EC2, 1, 32),
  /** Ed25519, under the number of EdDSA that keys use. */
  EDDSA(COSEAlgorithmIdentifier.EdDSA, Kind.OKP, 6, 32),
  /** ECDSA on P-384 with SHA-384. */
  ES384(COSEAlgorithmIdentifier.ES384, Kind.EC2, 2, 48),
  /** ECDSA on P-521 with SHA-512. */
  ES512(COSEAlgorithmIdentifier.ES512, Kind.EC2, 3, 66),
  /** RSA of 2048 bits at least, PKCS#1 1.5 with SHA-256. */
  RS256(COSEAlgorithmIdentifier.RS256, Kind.RSA, 0, 0),
  /** Ed448. */
  ED448(COSEAlgorithmIdentifier.Ed448, Kind.OKP, 7, 57);

  private static final List<Algorithm> ALL = List.of(values());
  private static final int MIN_RSA_BYTES = 256;
  private static final int MAX_RSA_BYTES = 1024;
  private static final int MAX_EXPONENT_BYTES = 4;

  private enum Kind {
    OKP(1),
    EC2(2),
    RSA(3);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  private final COSEAlgorithmIdentifier identifier;
  private final Kind kind;
  private final int curve;
  private final int coordinateBytes;

  Algorithm(COSEAlgorithmIdentifier identifier, Kind kind, int curve, int coordinateBytes) {
    this.identifier = identifier;
    this.kind = kind;
    this.curve = curve;
    this.coordinateBytes = coordinateBytes;
  }

  /** The number in COSE: -7. */
  public long number() {
    return identifier.getId();
  }

  PublicKeyCredentialParameters parameters() {
    return PublicKeyCredentialParameters.builder()
        .alg(identifier)
        .type(PublicKeyCredentialType.PUBLIC_KEY)
        .build();
  }

  /** The algorithm of a COSE key; empty when it is none of these, or the key has another shape. */
  static Optional<Algorithm> of(CborMap key) throws CborException {
    OptionalLong number = key.integer(3);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    for (Algorithm algorithm : ALL) {
      if (algorithm.number() == number.getAsLong()) {
        return algorithm.fits(key) ? Optional.of(algorithm) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private boolean fits(CborMap key) throws CborException {
    if (key.integer(1).orElse(0) != kind.number) {
      return false;
    }
    if (kind == Kind.RSA) {
      int modulus = length(key, -1);
      int exponent = length(key, -2);
      return modulus >= MIN_RSA_BYTES
          && modulus <= MAX_RSA_BYTES
          && exponent > 0
          && exponent <= MAX_EXPONENT_BYTES;
    }
    return key.integer(-1).orElse(0) == curve
        && length(key, -2) == coordinateBytes
        && (kind == Kind.OKP || length(key, -3) == coordinateBytes);
  }

  private static int length(CborMap key, long member) {
    return key.get(member).orElse(null) instanceof Cbor.Bytes bytes ? bytes.length() : 0;
  }
}
