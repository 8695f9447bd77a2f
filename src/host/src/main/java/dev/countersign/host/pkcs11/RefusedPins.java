package dev.countersign.host.pkcs11;

import dev.countersign.device.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The PINs that a token refused, so that none is given to it again: modules do not say how many
 * tries are left, and a program that goes on signing would use them all. What is kept is a MAC
 * under a key that no other process has.
 */
final class RefusedPins {
  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] key = new byte[32];
  private final List<byte[]> refused = new ArrayList<>();

  RefusedPins(SecureRandom random) {
    random.nextBytes(key);
  }

  synchronized void add(Secret pin) {
    if (!contains(pin)) {
      refused.add(mac(pin));
    }
  }

  synchronized boolean contains(Secret pin) {
    byte[] mac = mac(pin);
    return refused.stream().anyMatch(known -> MessageDigest.isEqual(known, mac));
  }

  synchronized boolean isEmpty() {
    return refused.isEmpty();
  }

  synchronized void clear() {
    refused.clear();
  }

  private byte[] mac(Secret pin) {
    byte[] bytes = pin.bytes();
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
