package dev.countersign.benchmarks;

import dev.countersign.wire.cbor.Cbor;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** A security key without a device, that answers as a browser hands it on. */
final class SoftwareKey {
  private static final int ATTESTED = 0x45;
  private static final int VERIFIED = 0x05;

  final byte[] id = new byte[32];
  private final KeyPair pair;
  private int counter;

  SoftwareKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    pair = generator.generateKeyPair();
    id[0] = 1;
  }

  byte[] publicKey() {
    ECPublicKey key = (ECPublicKey) pair.getPublic();
    return Cbor.map()
        .put(1, 2)
        .put(3, -7)
        .put(-1, 1)
        .put(-2, coordinate(key.getW().getAffineX()))
        .put(-3, coordinate(key.getW().getAffineY()))
        .build()
        .encode();
  }

  private static byte[] coordinate(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[32];
    int length = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
    return fixed;
  }

  /** The response to a registration. */
  String create(String rpId, String challenge) throws GeneralSecurityException {
    byte[] publicKey = publicKey();
    byte[] data =
        ByteBuffer.allocate(37 + 16 + 2 + id.length + publicKey.length)
            .put(data(rpId, ATTESTED))
            .put(new byte[16])
            .putShort((short) id.length)
            .put(id)
            .put(publicKey)
            .array();
    byte[] object =
        Cbor.map()
            .put("fmt", "none")
            .put("attStmt", Cbor.map().build())
            .put("authData", data)
            .build()
            .encode();
    return response(
        "\"clientDataJSON\":\"%s\",\"attestationObject\":\"%s\""
            .formatted(
                base64Url(clientData("webauthn.create", rpId, challenge)), base64Url(object)));
  }

  /** The response to a sign-in. */
  String get(String rpId, String challenge, String userHandle) throws GeneralSecurityException {
    counter++;
    byte[] data = data(rpId, VERIFIED);
    byte[] client = clientData("webauthn.get", rpId, challenge);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(data);
    signature.update(MessageDigest.getInstance("SHA-256").digest(client));
    return response(
        "\"clientDataJSON\":\"%s\",\"authenticatorData\":\"%s\",\"signature\":\"%s\",\"userHandle\":\"%s\""
            .formatted(
                base64Url(client), base64Url(data), base64Url(signature.sign()), userHandle));
  }

  private byte[] data(String rpId, int flags) throws GeneralSecurityException {
    byte[] name = rpId.getBytes(StandardCharsets.UTF_8);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(name);
    return ByteBuffer.allocate(37).put(hash).put((byte) flags).putInt(counter).array();
  }

  private static byte[] clientData(String type, String rpId, String challenge) {
    return "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"https://%s\",\"crossOrigin\":false}"
        .formatted(type, challenge, rpId)
        .getBytes(StandardCharsets.UTF_8);
  }

  private String response(String members) {
    String name = base64Url(id);
    return "{\"id\":\"%s\",\"rawId\":\"%s\",\"type\":\"public-key\",\"response\":{%s},\"clientExtensionResults\":{}}"
        .formatted(name, name, members);
  }

  static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The text of a member, wherever it stands first in options. */
  static String member(String options, String name) {
    String from =
        options.substring(options.indexOf("\"%s\":\"".formatted(name)) + name.length() + 4);
    return Arrays.asList(from.split("\"", 2)).get(0);
  }
}
