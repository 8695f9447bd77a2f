package dev.countersign.host.pkcs11;

import dev.countersign.device.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The PINs that a token refused, or may have refused, so that none is given to it again: modules do
 * not say how many tries are left, and a program that goes on signing would use them all. And the
 * one that it took. What is kept is a MAC under a key that no other process has.
 */
final class TriedPins {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecureRandom random;
  private final List<Tried> refused = new ArrayList<>();
  private byte[] key = new byte[0];
  private byte[] accepted = new byte[0];

  TriedPins(SecureRandom random) {
    this.random = random;
  }

  /** A PIN that is not given again, and what the token answered to it. */
  private static final class Tried {
    private final byte[] mac;
    private final String answer;

    Tried(byte[] mac, String answer) {
      this.mac = mac;
      this.answer = answer;
    }
  }

  /**
   * Notes that a PIN is not to be given again.
   *
   * @param answer what the token returned, by its name
   */
  synchronized void refuse(Secret pin, String answer) {
    if (refused(pin).isEmpty()) {
      refused.add(new Tried(mac(pin), answer));
    }
    accepted = new byte[0];
  }

  /** What the token answered to a PIN that is not to be given again; empty for any other. */
  synchronized Optional<String> refused(Secret pin) {
    if (refused.isEmpty()) {
      return Optional.empty();
    }
    byte[] mac = mac(pin);
    return refused.stream()
        .filter(known -> MessageDigest.isEqual(known.mac, mac))
        .map(known -> known.answer)
        .findFirst();
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
