package dev.countersign.host.pkcs11;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.PinEntry;
import dev.countersign.device.TokenException;
import dev.countersign.device.encoding.EllipticCurves;
import dev.countersign.device.encoding.RawPublicKeys;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Attributes;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import dev.countersign.host.cryptoki.Ckm;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.cryptoki.Mechanism;
import dev.countersign.wire.Tlv;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.XECPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Agreement on secrets with one key on a curve ([PKCS11-CURR] 2.3.8). */
final class Agreement {
  private static final String OPERATION = "agree on a secret";
  private static final int OCTET_STRING = 0x04;

  private final KeyAlgorithm key;
  private final KeyUse use;
  private final Mechanisms mechanisms;

  Agreement(KeyAlgorithm key, KeyUse use, Mechanisms mechanisms) {
    this.key = key;
    this.use = use;
    this.mechanisms = mechanisms;
  }

  Agreement with(PinEntry pinEntry) {
    return new Agreement(key, use.with(pinEntry), mechanisms);
  }

  byte[] agree(PublicKey peer) {
    byte[] point = point(peer);
    if (!mechanisms.has(Ckm.ECDH1_DERIVE)) {
      throw new TokenException.Unsupported(
          use.name(),
          OPERATION,
          "the token does not agree on secrets",
          "use another token; countersign pkcs11 info lists what it can");
    }
    byte[] secret = use.run(OPERATION, new Derivation(point));
    if (key.family() == KeyAlgorithm.Family.X25519) {
      requireContribution(secret);
    }
    return secret;
  }

  /** The peer's point, with its membership validated ([SP800-56A] 5.6.2.3.3). */
  private byte[] point(PublicKey peer) {
    return switch (key.family()) {
      case EC -> {
        if (!(peer instanceof ECPublicKey ec) || !isOfKind(peer)) {
          throw wrongPeer();
        } else if (!EllipticCurves.isOnCurve(key, ec.getW())) {
          throw new IllegalArgumentException("the peer's point is not on the curve");
        }
        yield EllipticCurves.encode(key, ec.getW());
      }
      case X25519 -> {
        if (!(peer instanceof XECPublicKey xec) || !isOfKind(peer)) {
          throw wrongPeer();
        }
        yield RawPublicKeys.encodeX25519(xec);
      }
      case RSA, ED25519 ->
          throw new IllegalArgumentException(
              "a key of kind %s does not agree".formatted(key.externalName()));
    };
  }

  private boolean isOfKind(PublicKey peer) {
    return KeyAlgorithm.of(peer).filter(key::equals).isPresent();
  }

  private IllegalArgumentException wrongPeer() {
    return new IllegalArgumentException(
        "the peer's key is not of kind %s".formatted(key.externalName()));
  }

  /** [RFC7748] 6.1: a secret of zeros only means that the peer's key was no honest one. */
  private static void requireContribution(byte[] secret) {
    int any = 0;
    for (byte b : secret) {
      any |= b;
    }
    if (any == 0) {
      throw new IllegalArgumentException("the peer's key is of small order");
    }
  }

  /**
   * Derives a session object, reads it and destroys it. Points are written raw, or in an OCTET
   * STRING as older modules want them; the length of the secret is given, or left out for modules
   * that take none.
   */
  private final class Derivation implements KeyUse.Operation<byte[]> {
    private final byte[] point;
    private long base;

    Derivation(byte[] point) {
      this.point = point;
    }

    @Override
    public void begin(CryptokiSession session, long handle) {
      base = handle;
    }

    /** A derivation is no operation that a login could be for ([PKCS11-BASE] 4.9). */
    @Override
    public boolean takesPin() {
      return false;
    }

    @Override
    public byte[] finish(CryptokiSession session) {
      long secret = derive(session);
      try {
        return value(session.attributes(secret, Cka.VALUE));
      } finally {
        KeyWriting.destroyQuietly(session, secret);
      }
    }

    private long derive(CryptokiSession session) {
      @Nullable CryptokiException first = null;
      for (byte[] form : List.of(point, Tlv.of(OCTET_STRING, point).encode())) {
        for (List<Attribute> template : templates()) {
          try {
            return session.derive(
                new Mechanism(Ckm.ECDH1_DERIVE, new Mechanism.Ecdh(form)), base, template);
          } catch (CryptokiException e) {
            if (!isAboutForm(e)) {
              throw e;
            }
            first = first == null ? e : first;
          }
        }
      }
      throw first == null ? new IllegalStateException("no form was tried") : first;
    }
  }

  private static boolean isAboutForm(CryptokiException e) {
    return KeyWriting.isAboutTemplate(e)
        || e.is(
            Ckr.CKR_DATA_INVALID,
            Ckr.CKR_DATA_LEN_RANGE,
            Ckr.CKR_PUBLIC_KEY_INVALID,
            Ckr.CKR_KEY_SIZE_RANGE,
            Ckr.CKR_GENERAL_ERROR,
            Ckr.CKR_FUNCTION_FAILED);
  }

  private List<List<Attribute>> templates() {
    List<Attribute> usual = new ArrayList<>();
    usual.add(Attribute.of(Cka.CLASS, Cko.SECRET_KEY));
    usual.add(Attribute.of(Cka.KEY_TYPE, Ckk.GENERIC_SECRET));
    usual.add(Attribute.of(Cka.TOKEN, false));
    usual.add(Attribute.of(Cka.SENSITIVE, false));
    usual.add(Attribute.of(Cka.EXTRACTABLE, true));
    List<Attribute> measured = new ArrayList<>(usual);
    measured.add(Attribute.of(Cka.VALUE_LEN, key.bytes()));
    return List.of(measured, usual);
  }

  private byte[] value(Attributes told) {
    try {
      byte[] value =
          told.bytes(Cka.VALUE)
              .orElseThrow(
                  () ->
                      new TokenException.Unsupported(
                          use.name(),
                          OPERATION,
                          "the token keeps the secret that was agreed on to itself",
                          "allow it to make secrets that can be read, or use another token"));
      if (value.length == key.bytes()) {
        return value;
      }
      try {
        return ofFieldLength(value);
      } finally {
        Arrays.fill(value, (byte) 0);
      }
    } finally {
      told.wipe();
    }
  }

  /** There are modules that leave out zeros in front of a coordinate. */
  private byte[] ofFieldLength(byte[] value) {
    if (value.length > key.bytes() || key.family() != KeyAlgorithm.Family.EC) {
      throw new TokenException.BadResponse(
          use.name(), OPERATION, "its shared secret has %d bytes".formatted(value.length), null);
    }
    byte[] whole = new byte[key.bytes()];
    System.arraycopy(value, 0, whole, whole.length - value.length, value.length);
    return whole;
  }
}
