package dev.countersign.junit.contract.pkcs11;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.TokenUri;
import dev.countersign.device.encoding.RawPublicKeys;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Attributes;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import dev.countersign.host.cryptoki.Ckm;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.Cryptoki;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.cryptoki.Mechanism;
import dev.countersign.junit.TestIssuer;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Puts keys on a token by the functions of its module alone, as another program would, so that
 * tests of the driver begin with what the driver did not make. Nobody is logged in afterwards.
 */
final class RawKeys implements AutoCloseable {
  private static final TestIssuer ISSUER = new TestIssuer();

  private final CryptokiSession session;
  private final TokenUri token;

  /** Logs in to the token in a slot. */
  RawKeys(Cryptoki module, long slot, String pin, TokenUri token) {
    this.token = token;
    session = module.open(slot, true);
    session.login(CryptokiSession.User.USER, pin.getBytes(UTF_8));
  }

  /**
   * What a key shall be.
   *
   * @param label CKA_LABEL
   * @param id CKA_ID
   * @param certificate whether a certificate shall stand beside it
   * @param eachTime whether it shall want the PIN for each use
   * @param more what its private half is given beside that
   */
  record Wanted(
      KeyAlgorithm algorithm,
      String label,
      byte[] id,
      boolean certificate,
      boolean eachTime,
      List<Attribute> more) {
    Wanted(KeyAlgorithm algorithm, String label, byte[] id, boolean certificate) {
      this(algorithm, label, id, certificate, false, List.of());
    }

    Wanted wantingThePinEachTime() {
      return new Wanted(algorithm, label, id, certificate, true, more);
    }
  }

  /** Makes a key that signs, and decrypts or agrees. */
  MadeKey make(Wanted wanted) {
    boolean rsa = wanted.algorithm().family() == Family.RSA;
    List<Attribute> publicHalf = named(wanted);
    publicHalf.add(Attribute.of(Cka.VERIFY, true));
    if (rsa) {
      publicHalf.add(Attribute.of(Cka.ENCRYPT, true));
      publicHalf.add(Attribute.of(Cka.MODULUS_BITS, wanted.algorithm().bits()));
      publicHalf.add(Attribute.of(Cka.PUBLIC_EXPONENT, new byte[] {1, 0, 1}));
    } else {
      publicHalf.add(Attribute.of(Cka.EC_PARAMS, curve(wanted.algorithm())));
    }
    List<Attribute> privateHalf = named(wanted);
    privateHalf.add(Attribute.of(Cka.PRIVATE, true));
    privateHalf.add(Attribute.of(Cka.SENSITIVE, true));
    privateHalf.add(Attribute.of(Cka.EXTRACTABLE, false));
    privateHalf.add(Attribute.of(Cka.SIGN, true));
    if (wanted.eachTime()) {
      privateHalf.add(Attribute.of(Cka.ALWAYS_AUTHENTICATE, true));
    }
    boolean agrees = wanted.algorithm().family() == Family.EC;
    if (rsa || agrees) {
      privateHalf.add(Attribute.of(rsa ? Cka.DECRYPT : Cka.DERIVE, true));
    }
    privateHalf.addAll(wanted.more());
    CryptokiSession.Pair pair =
        session.generateKeyPair(Mechanism.of(generator(wanted)), publicHalf, privateHalf);
    PublicKey key = read(wanted.algorithm(), pair.publicKey());
    Optional<X509Certificate> certificate =
        wanted.certificate() ? Optional.of(certify(wanted, key)) : Optional.empty();
    return new MadeKey(
        token.with("object", wanted.label()).with("id", wanted.id()),
        key,
        certificate,
        rsa || agrees ? Set.of(MadeKey.Use.SIGN, MadeKey.Use.DECRYPT) : Set.of(MadeKey.Use.SIGN),
        wanted.eachTime());
  }

  private static long generator(Wanted wanted) {
    return switch (wanted.algorithm().family()) {
      case RSA -> Ckm.RSA_PKCS_KEY_PAIR_GEN;
      case EC -> Ckm.EC_KEY_PAIR_GEN;
      case ED25519 -> Ckm.EC_EDWARDS_KEY_PAIR_GEN;
      case X25519 -> Ckm.EC_MONTGOMERY_KEY_PAIR_GEN;
    };
  }

  private static byte[] curve(KeyAlgorithm algorithm) {
    return HexFormat.of()
        .parseHex(
            switch (algorithm) {
              case P256 -> "06082a8648ce3d030107";
              case P384 -> "06052b81040022";
              case ED25519 -> "06032b6570";
              default -> throw new IllegalArgumentException(algorithm + " has no curve");
            });
  }

  private static List<Attribute> named(Wanted wanted) {
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(Attribute.of(Cka.TOKEN, true));
    attributes.add(Attribute.of(Cka.LABEL, wanted.label()));
    attributes.add(Attribute.of(Cka.ID, wanted.id()));
    return attributes;
  }

  private PublicKey read(KeyAlgorithm algorithm, long handle) {
    Attributes told = session.attributes(handle, Cka.MODULUS, Cka.PUBLIC_EXPONENT, Cka.EC_POINT);
    if (algorithm.family() == Family.RSA) {
      return RawPublicKeys.rsa(
          algorithm,
          told.bytes(Cka.MODULUS).orElseThrow(),
          told.bytes(Cka.PUBLIC_EXPONENT).orElseThrow());
    }
    byte[] point = told.bytes(Cka.EC_POINT).orElseThrow();
    int length = algorithm.family() == Family.EC ? 1 + 2 * algorithm.bytes() : algorithm.bytes();
    return RawPublicKeys.ofPoint(
        algorithm, Arrays.copyOfRange(point, point.length - length, point.length));
  }

  private X509Certificate certify(Wanted wanted, PublicKey key) {
    X509Certificate certificate = ISSUER.certify(key, wanted.label());
    try {
      List<Attribute> template = named(wanted);
      template.add(Attribute.of(Cka.CLASS, Cko.CERTIFICATE));
      template.add(Attribute.of(Cka.CERTIFICATE_TYPE, 0L));
      template.add(Attribute.of(Cka.SUBJECT, certificate.getSubjectX500Principal().getEncoded()));
      template.add(Attribute.of(Cka.ISSUER, certificate.getIssuerX500Principal().getEncoded()));
      template.add(Attribute.of(Cka.SERIAL_NUMBER, serial(certificate)));
      template.add(Attribute.of(Cka.VALUE, certificate.getEncoded()));
      session.create(template);
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
    return certificate;
  }

  private static byte[] serial(X509Certificate certificate) {
    byte[] value = certificate.getSerialNumber().toByteArray();
    byte[] der = new byte[2 + value.length];
    der[0] = 0x02;
    der[1] = (byte) value.length;
    System.arraycopy(value, 0, der, 2, value.length);
    return der;
  }

  /** A generic secret of many bytes 9. */
  void putSecret(String label, boolean sensitive, boolean extractable) {
    byte[] value = new byte[32];
    Arrays.fill(value, (byte) 9);
    session.create(
        List.of(
            Attribute.of(Cka.CLASS, Cko.SECRET_KEY),
            Attribute.of(Cka.KEY_TYPE, Ckk.GENERIC_SECRET),
            Attribute.of(Cka.TOKEN, true),
            Attribute.of(Cka.PRIVATE, true),
            Attribute.of(Cka.SENSITIVE, sensitive),
            Attribute.of(Cka.EXTRACTABLE, extractable),
            Attribute.of(Cka.LABEL, label),
            Attribute.of(Cka.ID, label.getBytes(UTF_8)),
            Attribute.of(Cka.VALUE, value)));
  }

  /** The value of the secret key of that label, if it is shown. */
  Optional<byte[]> readSecret(String label) {
    long[] found =
        session.find(
            List.of(Attribute.of(Cka.CLASS, Cko.SECRET_KEY), Attribute.of(Cka.LABEL, label)), 2);
    if (found.length != 1) {
      throw new AssertionError("there are %d keys %s".formatted(found.length, label));
    }
    return session.attributes(found[0], Cka.VALUE).bytes(Cka.VALUE);
  }

  /** Destroys every object whose CKA_ID is none of these. */
  void clear(List<MadeKey> except) {
    List<byte[]> kept = except.stream().map(key -> key.uri().bytes("id").orElseThrow()).toList();
    for (long handle : session.find(List.of(Attribute.of(Cka.TOKEN, true)), 10_000)) {
      byte[] id = session.attributes(handle, Cka.ID).bytes(Cka.ID).orElse(new byte[0]);
      if (kept.stream().noneMatch(one -> Arrays.equals(one, id))) {
        session.destroy(handle);
      }
    }
  }

  @Override
  public void close() {
    session.logout();
    session.close();
  }
}
