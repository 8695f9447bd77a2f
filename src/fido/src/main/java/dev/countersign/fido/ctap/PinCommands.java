package dev.countersign.fido.ctap;

import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.SecurityKeyPins;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.Arrays;
import java.util.OptionalLong;

/** authenticatorClientPIN ([CTAP2.1] 6.5). */
final class PinCommands {
  private static final int GET_PIN_RETRIES = 1;
  private static final int GET_KEY_AGREEMENT = 2;
  private static final int SET_PIN = 3;
  private static final int CHANGE_PIN = 4;
  private static final int GET_PIN_TOKEN = 5;
  private static final int GET_TOKEN_USING_UV = 6;
  private static final int GET_TOKEN_USING_PIN = 9;

  private static final int PADDED_BYTES = 64;
  private static final int HASH_BYTES = 16;
  private static final int MIN_BYTES = 4;
  private static final int MAX_BYTES = 63;

  private final KeyCard card;
  private final SecurityKeyInfo info;
  private final PinProtocol protocol;

  PinCommands(KeyCard card) throws ChannelException {
    this.card = card;
    this.info = card.info();
    this.protocol = PinProtocol.of(info, card.task());
  }

  /** How the PIN stands. */
  static SecurityKeyPins.State state(KeyCard card) throws ChannelException {
    boolean set = card.info().has("clientPin");
    CborMap request =
        Cbor.map()
            .put(1, PinProtocol.of(card.info(), card.task()).version())
            .put(2, GET_PIN_RETRIES)
            .build();
    try (Wait wait = Wait.brief()) {
      CborMap answer = card.ctap2(Ctap.CLIENT_PIN, request, wait);
      OptionalLong left = answer.integer(3);
      if (left.isEmpty()) {
        throw card.badResponse("it does not say how many tries are left");
      }
      // a key without PIN may answer anything, one below zero among it
      int tries = (int) Math.max(0, Math.min(left.getAsLong(), Integer.MAX_VALUE));
      boolean again = answer.get(4).filter(new Cbor.Bool(true)::equals).isPresent();
      return new SecurityKeyPins.State(set, tries, again);
    } catch (CborException e) {
      throw card.unreadable(e);
    }
  }

  /** Wrong tries left; -1 when the key does not say. */
  static int triesLeftAfterRefusal(KeyCard card) throws ChannelException {
    try {
      return state(card).attemptsLeft();
    } catch (CtapError
        | UnexpectedStatus
        | TokenException.BadResponse
        | TokenException.Cancelled e) {
      return -1; // that the PIN was wrong is what counts
    }
  }

  PinProtocol protocol() {
    return protocol;
  }

  /** Agrees with the key on a secret. */
  PinProtocol.SharedSecret agree() throws ChannelException {
    CborMap request = Cbor.map().put(1, protocol.version()).put(2, GET_KEY_AGREEMENT).build();
    try (Wait wait = Wait.brief()) {
      CborMap answer = card.ctap2(Ctap.CLIENT_PIN, request, wait);
      return protocol.agree(
          answer.map(1).orElseThrow(() -> card.badResponse("its answer has no key")));
    } catch (CborException e) {
      throw card.unreadable(e);
    }
  }

  /**
   * Has the key verify the PIN. Sent once, whatever comes of it.
   *
   * @param permissions what the token shall be good for
   * @throws CtapError when it is wrong, and it costs a try
   */
  AuthToken tokenByPin(
      Secret pin, int permissions, String relyingParty, PinProtocol.SharedSecret shared)
      throws ChannelException {
    byte[] encrypted = encryptedHash(pin, shared);
    boolean permitted = info.has("pinUvAuthToken");
    CborMap.Builder request =
        Cbor.map()
            .put(1, protocol.version())
            .put(2, permitted ? GET_TOKEN_USING_PIN : GET_PIN_TOKEN)
            .put(3, shared.publicKey())
            .put(6, encrypted);
    if (permitted) {
      permit(request, permissions, relyingParty);
    }
    card.task().onlyOnce();
    try (Wait wait = Wait.brief()) {
      return token(card.ctap2(Ctap.CLIENT_PIN, request.build(), wait), shared);
    }
  }

  /** Has the key verify the person by itself, by a fingerprint for instance. */
  AuthToken tokenByPerson(
      int permissions, String relyingParty, PinProtocol.SharedSecret shared, Wait wait)
      throws ChannelException {
    CborMap.Builder request =
        Cbor.map().put(1, protocol.version()).put(2, GET_TOKEN_USING_UV).put(3, shared.publicKey());
    permit(request, permissions, relyingParty);
    return token(card.ctap2(Ctap.CLIENT_PIN, request.build(), wait), shared);
  }

  private static void permit(CborMap.Builder request, int permissions, String relyingParty) {
    request.put(9, permissions);
    if (!relyingParty.isEmpty()) {
      request.put(0x0A, relyingParty);
    }
  }

  private AuthToken token(CborMap answer, PinProtocol.SharedSecret shared) {
    try {
      byte[] encrypted =
          answer.bytes(2).orElseThrow(() -> card.badResponse("its answer has no token"));
      byte[] token = shared.decrypt(encrypted);
      // [CTAP2.1] 6.5.6, 6.5.7: 16 or 32 bytes, or 32; one make has 64 in the first protocol
      boolean known =
          token.length == 32
              || (protocol.version() == 1 && (token.length == 16 || token.length == 64));
      if (!known) {
        Arrays.fill(token, (byte) 0);
        throw card.badResponse("its token has %d bytes".formatted(token.length));
      }
      return new AuthToken(protocol, token);
    } catch (CborException e) {
      throw card.unreadable(e);
    }
  }

  /** Sets the first PIN. */
  void set(Secret chosen) throws ChannelException {
    try (Secret pin = allowed(chosen);
        PinProtocol.SharedSecret shared = agree();
        Wait wait = Wait.brief()) {
      byte[] encrypted = encryptedPadded(pin, shared);
      card.task().changesToken();
      card.ctap2(
          Ctap.CLIENT_PIN,
          Cbor.map()
              .put(1, protocol.version())
              .put(2, SET_PIN)
              .put(3, shared.publicKey())
              .put(4, shared.authenticate(encrypted))
              .put(5, encrypted)
              .build(),
          wait);
    } finally {
      card.forgetInfo();
    }
  }

  /** Changes the PIN. */
  void change(Secret current, Secret chosen) throws ChannelException {
    try (Secret replacement = allowed(chosen);
        PinProtocol.SharedSecret shared = agree();
        Wait wait = Wait.brief()) {
      byte[] hash = encryptedHash(current, shared);
      byte[] encrypted = encryptedPadded(replacement, shared);
      byte[] both = Arrays.copyOf(encrypted, encrypted.length + hash.length);
      System.arraycopy(hash, 0, both, encrypted.length, hash.length);
      card.task().changesToken();
      card.ctap2(
          Ctap.CLIENT_PIN,
          Cbor.map()
              .put(1, protocol.version())
              .put(2, CHANGE_PIN)
              .put(3, shared.publicKey())
              .put(4, shared.authenticate(both))
              .put(5, encrypted)
              .put(6, hash)
              .build(),
          wait);
    } finally {
      card.forgetInfo();
    }
  }

  /**
   * A PIN that cannot be right is not sent. Keys of before CTAP 2.1 count bytes, so one that
   * another program set may have fewer than four characters.
   */
  private byte[] encryptedHash(Secret entered, PinProtocol.SharedSecret shared) {
    try (Secret pin = PinForm.of(entered).orElseThrow(() -> notGiven("it is not UTF-8"))) {
      if (pin.length() < MIN_BYTES || pin.length() > MAX_BYTES) {
        throw notGiven(
            "it has %d characters in %d bytes".formatted(PinForm.characters(pin), pin.length()));
      }
      byte[] bytes = pin.bytes();
      byte[] whole = Hashes.sha256(bytes);
      byte[] hash = Arrays.copyOf(whole, HASH_BYTES);
      try {
        return shared.encrypt(hash);
      } finally {
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(whole, (byte) 0);
        Arrays.fill(hash, (byte) 0);
      }
    }
  }

  private TokenException notGiven(String why) {
    return new TokenException.PinNotGiven(
        card.task().name(),
        card.task().operation(),
        "this PIN cannot be right: " + why,
        "the PIN of a security key has 4 characters to 63 bytes; nothing was sent to the key");
  }

  private static byte[] encryptedPadded(Secret pin, PinProtocol.SharedSecret shared) {
    byte[] bytes = pin.bytes();
    byte[] padded = Arrays.copyOf(bytes, PADDED_BYTES);
    try {
      return shared.encrypt(padded);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(padded, (byte) 0);
    }
  }

  /** The PIN in its form. Refuses what the key would refuse, before it costs anything. */
  private Secret allowed(Secret chosen) {
    int least = Math.max(MIN_BYTES, info.pin().minimumCharacters());
    int most = Math.min(MAX_BYTES, info.pin().maximumBytes());
    Secret pin = PinForm.of(chosen).orElseThrow(() -> refused("the PIN is not UTF-8"));
    if (PinForm.characters(pin) < least || pin.length() > most) {
      pin.close();
      throw refused("the key takes PINs of %d characters to %d bytes".formatted(least, most));
    }
    return pin;
  }

  private TokenException refused(String why) {
    return new TokenException.Refused(
        card.task().name(),
        card.task().operation(),
        why,
        null,
        "choose another one; nothing was sent to the key");
  }
}
