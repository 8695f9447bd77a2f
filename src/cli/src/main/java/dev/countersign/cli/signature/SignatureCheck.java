package dev.countersign.cli.signature;

import dev.countersign.cli.Failure;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks a signature, whichever way it is written. */
final class SignatureCheck {
  private static final Pattern HEX = Pattern.compile("(\\p{XDigit}{2})+");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+=*");

  private final PublicKey key;
  private final SignatureAlgorithm algorithm;
  private final boolean hashed;

  SignatureCheck(PublicKey key, AlgorithmName.OfSignature name) {
    this.key = key;
    this.algorithm = name.algorithm();
    this.hashed = name.hashed();
    boolean fits =
        KeyAlgorithm.of(key)
            .map(kind -> kind.family() == algorithm.family())
            .orElse(key.getAlgorithm().equals(algorithm.family().jcaName()));
    if (!fits) {
      throw Failure.usage(
          "a key of the kind %s does not make %s signatures"
              .formatted(key.getAlgorithm(), algorithm.name()),
          "choose another --algorithm");
    }
  }

  /** Whether any reading of the signature file is a signature of the message. */
  boolean verifies(byte[] file, byte[] message) {
    byte[] input = input(message);
    return readings(file).stream().anyMatch(signature -> verify(signature, input));
  }

  private byte[] input(byte[] message) {
    Optional<Digest> digest = algorithm.digest();
    if (digest.isEmpty()) {
      return message;
    } else if (!hashed) {
      return digest.get().hash(message);
    } else if (message.length != digest.get().lengthBytes()) {
      throw Failure.usage(
          "the hash has %d bytes and %s has %d"
              .formatted(message.length, digest.get().jcaName(), digest.get().lengthBytes()),
          "give the hash as binary, or leave out -digest");
    }
    return message;
  }

  private boolean verify(byte[] signature, byte[] input) {
    if (algorithm instanceof SignatureAlgorithm.RsaPkcs1 rsa) {
      return RsaCheck.pkcs1(key, rsa.digest(), signature, input);
    } else if (algorithm instanceof SignatureAlgorithm.RsaPss pss) {
      return RsaCheck.pss(key, pss, signature, input);
    } else if (algorithm instanceof SignatureAlgorithm.Ecdsa) {
      return check("NONEwithECDSA", signature, input)
          || check("NONEwithECDSAinP1363Format", signature, input);
    }
    return check("Ed25519", signature, input);
  }

  private boolean check(String name, byte[] signature, byte[] input) {
    try {
      Signature verifier = Signature.getInstance(name);
      verifier.initVerify(key);
      verifier.update(input);
      return verifier.verify(signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  /** What the file of a signature or MAC may say: binary, hexadecimal and base64. */
  static List<byte[]> readings(byte[] file) {
    List<byte[]> readings = new ArrayList<>();
    readings.add(file);
    String text = new String(file, StandardCharsets.ISO_8859_1).replaceAll("\\s", "");
    if (HEX.matcher(text).matches()) {
      readings.add(HexFormat.of().parseHex(text));
    }
    if (BASE64.matcher(text).matches()) {
      try {
        readings.add(Base64.getDecoder().decode(text));
      } catch (IllegalArgumentException notBase64) {
        return readings;
      }
    }
    return readings;
  }
}
