package dev.countersign.host.pkcs11;

import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.Cryptoki;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Makes a token ready: its label, the PIN of its security officer, and the PIN of its user. */
public final class TokenSetup {
  private static final int LABEL_BYTES = 32;
  private static final String OPERATION = "initialise the token";

  private final Cryptoki module;
  private final String name;

  TokenSetup(ModuleConfiguration configuration, LoadedModule module) {
    this.module = module.cryptoki();
    this.name = "pkcs11:?module-name=" + configuration.name();
  }

  /** The slots with a token that is not initialised. */
  public List<Long> freeSlots() {
    List<Long> free = new ArrayList<>();
    for (long slot : slots(true)) {
      if (seen(slot).filter(token -> !token.has(Ckf.TOKEN_INITIALIZED)).isPresent()) {
        free.add(slot);
      }
    }
    return free;
  }

  /**
   * What the token in a slot says.
   *
   * @throws TokenException when there is no such slot, or no token in it
   */
  public TokenInfo token(long slot) {
    try {
      return module.tokenInfo(slot);
    } catch (CryptokiException e) {
      if (e.is(Ckr.CKR_SLOT_ID_INVALID, Ckr.CKR_TOKEN_NOT_PRESENT)) {
        throw new TokenException.NoToken(
            name,
            OPERATION,
            "there is no token in slot %s (%s)".formatted(Long.toUnsignedString(slot), e.name()),
            "choose one of %s".formatted(Arrays.toString(slots(true))));
      }
      throw Failures.translate(e, name, OPERATION);
    }
  }

  /** Empty where none is any more, or one that the module does not know, which is not asked for. */
  private Optional<TokenInfo> seen(long slot) {
    try {
      return Optional.of(module.tokenInfo(slot));
    } catch (CryptokiException e) {
      if (Failures.isAbsence(e)) {
        return Optional.empty();
      }
      throw Failures.translate(e, name, OPERATION);
    }
  }

  private long[] slots(boolean withToken) {
    try {
      return module.slots(withToken);
    } catch (CryptokiException e) {
      throw Failures.translate(e, name, OPERATION);
    }
  }

  /**
   * Initialises the token in a slot: whatever is on it is gone. The slots may be numbered anew
   * after it.
   *
   * @param soPin the PIN of the security officer: a new one on a new token, the one that is set on
   *     another
   * @param pin the new PIN of the user
   * @return the name of the token
   * @throws TokenException.WrongPin when the PIN of the security officer is wrong
   */
  public TokenUri initialise(long slot, String label, Secret soPin, Secret pin) {
    if (label.getBytes(StandardCharsets.UTF_8).length > LABEL_BYTES) {
      throw new IllegalArgumentException("a label has at most 32 bytes");
    }
    requireLength(token(slot), pin);
    List<String> before = names(label);
    byte[] officer = soPin.bytes();
    byte[] user = pin.bytes();
    try {
      module.initToken(slot, officer, label);
      long now = slotOf(slot, label, before);
      CryptokiSession session = module.open(now, true);
      try {
        session.login(CryptokiSession.User.SO, officer);
        session.initPin(user);
        session.logout();
      } finally {
        session.close();
      }
      TokenInfo token = module.tokenInfo(now);
      TokenUri uri = TokenUri.of(Pkcs11Token.KIND).with("token", token.label());
      return token.serial().isEmpty() ? uri : uri.with("serial", token.serial());
    } catch (CryptokiException e) {
      throw translate(e);
    } finally {
      Arrays.fill(officer, (byte) 0);
      Arrays.fill(user, (byte) 0);
    }
  }

  private void requireLength(TokenInfo token, Secret pin) {
    byte[] bytes = pin.bytes();
    int length = bytes.length;
    Arrays.fill(bytes, (byte) 0);
    boolean limited = token.maxPinBytes() > 0;
    if (limited && (length < token.minPinBytes() || length > token.maxPinBytes())) {
      throw new TokenException.Refused(
          name,
          OPERATION,
          "a PIN of this token has from %d to %d bytes"
              .formatted(token.minPinBytes(), token.maxPinBytes()),
          null,
          "choose another one; nothing was changed");
    }
  }

  /** Where the token is now: in its slot, or in the one that holds a new token of the label. */
  private long slotOf(long slot, String label, List<String> before) {
    for (long candidate : module.slots(true)) {
      boolean it =
          seen(candidate)
              .filter(token -> token.has(Ckf.TOKEN_INITIALIZED) && token.label().equals(label))
              .filter(token -> candidate == slot || !before.contains(token.serial()))
              .isPresent();
      if (it) {
        return candidate;
      }
    }
    return slot;
  }

  private List<String> names(String label) {
    List<String> serials = new ArrayList<>();
    for (long slot : slots(true)) {
      seen(slot)
          .filter(token -> token.label().equals(label))
          .ifPresent(token -> serials.add(token.serial()));
    }
    return serials;
  }

  private TokenException translate(CryptokiException e) {
    if (e.is(Ckr.CKR_PIN_INCORRECT)) {
      return new TokenException.WrongPin(name, OPERATION, PinRequest.Kind.SO_PIN, -1);
    } else if (e.is(Ckr.CKR_PIN_LOCKED)) {
      return new TokenException.PinBlocked(
          name, OPERATION, PinRequest.Kind.SO_PIN, "reset the token with its maker's program");
    } else if (e.is(Ckr.CKR_PIN_LEN_RANGE, Ckr.CKR_PIN_INVALID)) {
      return new TokenException.Refused(
          name, OPERATION, "the token does not take such a PIN", e.name(), "choose another one");
    } else if (e.is(Ckr.CKR_SESSION_EXISTS)) {
      return new TokenException.Unavailable(
          name,
          OPERATION,
          "the token is in use (%s)".formatted(e.name()),
          "close the programs that use it",
          e);
    }
    return Failures.translate(e, name, OPERATION);
  }
}
