package dev.countersign.relyingparty.webauthn;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborMap;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;

/** A security key in software, that signs whatever it is told. */
final class SoftKey {
  static final int UP = 0x01;
  static final int UV = 0x04;
  static final int BE = 0x08;
  static final int BS = 0x10;
  static final int AT = 0x40;

  private static final SecureRandom RANDOM = new SecureRandom();

  final Algorithm algorithm;
  final KeyPair pair;
  byte[] id = bytes(32);
  byte[] aaguid = bytes(16);
  byte[] userHandle = new byte[0];
  long counter;

  SoftKey(Algorithm algorithm) {
    this.algorithm = algorithm;
    this.pair = generate(algorithm);
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static KeyPair generate(Algorithm algorithm) {
    try {
      return switch (algorithm) {
        case ES256 -> ec("secp256r1");
        case ES384 -> ec("secp384r1");
        case ES512 -> ec("secp521r1");
        case EDDSA -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        case ED448 -> KeyPairGenerator.getInstance("Ed448").generateKeyPair();
        case RS256 -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
          generator.initialize(2048);
          yield generator.generateKeyPair();
        }
      };
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair ec(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  byte[] sign(byte[]... parts) {
    String name =
        switch (algorithm) {
          case ES256 -> "SHA256withECDSA";
          case ES384 -> "SHA384withECDSA";
          case ES512 -> "SHA512withECDSA";
          case EDDSA -> "Ed25519";
          case ED448 -> "Ed448";
          case RS256 -> "SHA256withRSA";
        };
    try {
      Signature signature = Signature.getInstance(name);
      signature.initSign(pair.getPrivate());
      for (byte[] part : parts) {
        signature.update(part);
      }
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  CborMap cose() {
    PublicKey key = pair.getPublic();
    CborMap.Builder map = Cbor.map();
    if (key instanceof ECPublicKey ec) {
      int curve = algorithm == Algorithm.ES256 ? 1 : algorithm == Algorithm.ES384 ? 2 : 3;
      int size = (ec.getParams().getCurve().getField().getFieldSize() + 7) / 8;
      map.put(1, 2).put(3, algorithm.number()).put(-1, curve);
      map.put(-2, unsigned(ec.getW().getAffineX(), size));
      map.put(-3, unsigned(ec.getW().getAffineY(), size));
    } else if (key instanceof RSAPublicKey rsa) {
      map.put(1, 3).put(3, algorithm.number());
      map.put(-1, unsigned(rsa.getModulus(), 256)).put(-2, unsigned(rsa.getPublicExponent(), 3));
    } else {
      byte[] encoded = key.getEncoded();
      int size = algorithm == Algorithm.EDDSA ? 32 : 57;
      map.put(1, 1).put(3, algorithm.number()).put(-1, algorithm == Algorithm.EDDSA ? 6 : 7);
      map.put(-2, Arrays.copyOfRange(encoded, encoded.length - size, encoded.length));
    }
    return map.build();
  }

  private static byte[] unsigned(BigInteger value, int size) {
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[size];
    int from = Math.max(0, bytes.length - size);
    int length = bytes.length - from;
    System.arraycopy(bytes, from, fixed, size - length, length);
    return fixed;
  }

  /** Authenticator data with a credential in it. */
  static byte[] attested(
      String rpId, int flags, long counter, byte[] aaguid, byte[] id, byte[] cose) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(data(rpId, flags, counter));
    out.writeBytes(aaguid);
    out.writeBytes(ByteBuffer.allocate(2).putShort((short) id.length).array());
    out.writeBytes(id);
    out.writeBytes(cose);
    return out.toByteArray();
  }

  static byte[] data(String rpId, int flags, long counter) {
    return ByteBuffer.allocate(37)
        .put(Fingerprint.sha256(rpId.getBytes(StandardCharsets.UTF_8)))
        .put((byte) flags)
        .putInt((int) counter)
        .array();
  }
}
