package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Verifies signatures by COSE keys with the JDK: another implementation than the engine's. */
final class CoseKeys {
  private CoseKeys() {}

  static boolean verify(CborMap key, byte[] message, byte[] signature)
      throws CborException, GeneralSecurityException {
    int algorithm = (int) key.integer(3).orElseThrow();
    String name =
        switch (algorithm) {
          case -7 -> "SHA256withECDSA";
          case -8 -> "Ed25519";
          case -35 -> "SHA384withECDSA";
          default -> "SHA256withRSA";
        };
    PublicKey publicKey =
        switch (algorithm) {
          case -7 -> ec("secp256r1", key);
          case -35 -> ec("secp384r1", key);
          case -8 -> ed25519(key.bytes(-2).orElseThrow());
          default ->
              KeyFactory.getInstance("RSA")
                  .generatePublic(new RSAPublicKeySpec(number(key, -1), number(key, -2)));
        };
    return verify(name, publicKey, message, signature);
  }

  static boolean verify(String name, PublicKey key, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    Signature verifier = Signature.getInstance(name);
    verifier.initVerify(key);
    verifier.update(message);
    return verifier.verify(signature);
  }

  private static PublicKey ec(String curve, CborMap key)
      throws CborException, GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(curve));
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new ECPublicKeySpec(
                new ECPoint(number(key, -2), number(key, -3)),
                parameters.getParameterSpec(ECParameterSpec.class)));
  }

  private static PublicKey ed25519(byte[] point) throws GeneralSecurityException {
    String encoded = "302a300506032b6570032100" + HexFormat.of().formatHex(point);
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(encoded)));
  }

  private static BigInteger number(CborMap key, long at) throws CborException {
    return new BigInteger(1, key.bytes(at).orElseThrow());
  }
}
