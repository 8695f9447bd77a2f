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
 * tries are left, and a program that goes on signing would use them all. And the one that it took.
 * What is kept is a MAC under a key that no other process has.
 */
final class TriedPins {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecureRandom random;
  private final List<byte[]> refused = new ArrayList<>();
  private byte[] key = new byte[0];
  private byte[] accepted = new byte[0];

  TriedPins(SecureRandom random) {
    this.random = random;
  }

  synchronized void refuse(Secret pin) {
    if (!refused(pin)) {
      refused.add(mac(pin));
    }
    accepted = new byte[0];
  }

  synchronized boolean refused(Secret pin) {
    if (refused.isEmpty()) {
      return false;
    }
    byte[] mac = mac(pin);
    return refused.stream().anyMatch(known -> MessageDigest.isEqual(known, mac));
  }

  synchronized void accept(Secret pin) {
    accepted = mac(pin);
  }

  synchronized boolean accepted(Secret pin) {
    return accepted.length > 0 && MessageDigest.isEqual(accepted, mac(pin));
  }

  private byte[] mac(Secret pin) {
    if (key.length == 0) {
      key = new byte[32];
      random.nextBytes(key);
    }
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
