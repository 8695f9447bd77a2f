package dev.countersign.simulator.fido;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * Compares PINs and counts the wrong ones ([CTAP2.1] 6.5.5). The counter goes down, durably, before
 * anything is compared: who takes power away after a wrong PIN has lost the try.
 */
final class PinCheck {
  private static final int MAX_BYTES = 63;

  private final FidoCard card;

  PinCheck(FidoCard card) {
    this.card = card;
  }

  /** Goes on only where a PIN is set and would be looked at. */
  void requireOpen() throws CtapRefusal {
    PinState pin = card.state().pin();
    CtapRefusal.unless(pin.isSet(), CtapStatus.PIN_NOT_SET);
    CtapRefusal.unless(pin.retries() > 0, CtapStatus.PIN_BLOCKED);
    CtapRefusal.unless(!card.session().pinBlocked(), CtapStatus.PIN_AUTH_BLOCKED);
  }

  /** Compares; see {@link #requireOpen}. */
  void verify(SharedSecret secret, byte[] encryptedHash) throws CtapRefusal {
    FidoState before = card.state();
    PinState pin = before.pin();
    byte[] expected = pin.pinHash().orElseThrow();
    card.memory().commit(before.withPin(pin.withRetries(pin.retries() - 1)));
    Optional<byte[]> hash = secret.decrypt(encryptedHash);
    boolean right = hash.isPresent() && MessageDigest.isEqual(expected, hash.get());
    hash.ifPresent(bytes -> Arrays.fill(bytes, (byte) 0));
    if (!right) {
      card.session().wrongPin(secret.protocol());
      CtapRefusal.unless(card.state().pin().retries() > 0, CtapStatus.PIN_BLOCKED);
      CtapRefusal.unless(!card.session().pinBlocked(), CtapStatus.PIN_AUTH_BLOCKED);
      throw new CtapRefusal(CtapStatus.PIN_INVALID);
    }
    card.session().rightPin();
    card.memory().commit(before.withPin(pin.restored()));
  }

  /**
   * Sets a PIN, and takes every token away that the one before had given.
   *
   * @param padded the PIN in UTF-8, filled up with zeros
   */
  void replace(byte[] padded) throws CtapRefusal {
    int end = padded.length;
    while (end > 0 && padded[end - 1] == 0) {
      end--;
    }
    byte[] pin = Arrays.copyOf(padded, end);
    try {
      int length = characters(pin);
      FidoState state = card.state();
      Policy policy = state.policy();
      byte[] hash = Arrays.copyOf(Hashes.sha256(pin), PinState.HASH_BYTES);
      boolean same = MessageDigest.isEqual(hash, state.pin().pinHash().orElse(new byte[0]));
      CtapRefusal.unless(
          end <= MAX_BYTES && length >= policy.minPinLength() && !(same && policy.forcePinChange()),
          CtapStatus.PIN_POLICY_VIOLATION);
      card.memory()
          .commit(
              state
                  .withPin(PinState.of(hash, length))
                  .withPolicy(policy.withForcePinChange(false)));
      card.session().token(null);
    } finally {
      Arrays.fill(pin, (byte) 0);
    }
  }

  private static int characters(byte[] utf8) throws CtapRefusal {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      return text.codePointCount(0, text.length());
    } catch (CharacterCodingException e) {
      throw new CtapRefusal(CtapStatus.PIN_POLICY_VIOLATION);
    }
  }
}
