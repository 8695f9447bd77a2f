package dev.countersign.simulator.piv;

import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Reads what GENERATE answers into keys of the JDK, which judges the card's cryptography. */
final class PublicKeys {
  private PublicKeys() {}

  static PublicKey rsa(Tlv key) {
    try {
      return KeyFactory.getInstance("RSA")
          .generatePublic(
              new RSAPublicKeySpec(
                  new BigInteger(1, key.child(0x81).orElseThrow().value()),
                  new BigInteger(1, key.child(0x82).orElseThrow().value())));
    } catch (GeneralSecurityException | TlvException e) {
      throw new AssertionError(e);
    }
  }

  static PublicKey ec(Tlv key, String curve) {
    byte[] point = point(key);
    int field = point.length / 2;
    try {
      var parameters = java.security.AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(curve));
      return KeyFactory.getInstance("EC")
          .generatePublic(
              new ECPublicKeySpec(
                  new ECPoint(
                      new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + field)),
                      new BigInteger(1, Arrays.copyOfRange(point, 1 + field, point.length))),
                  parameters.getParameterSpec(ECParameterSpec.class)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** [RFC8410] 4: the fixed head of a public key and 32 bytes. */
  static PublicKey edwards(Tlv key, String algorithm) {
    String head =
        algorithm.equals("Ed25519") ? "302A300506032B6570032100" : "302A300506032B656E032100";
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePublic(
              new X509EncodedKeySpec(
                  HexFormat.of()
                      .parseHex(head + HexFormat.of().withUpperCase().formatHex(point(key)))));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] point(Tlv key) {
    try {
      return key.child(0x86).orElseThrow().value();
    } catch (TlvException e) {
      throw new AssertionError(e);
    }
  }
}
