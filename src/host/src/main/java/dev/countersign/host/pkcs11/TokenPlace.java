package dev.countersign.host.pkcs11;

import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.Cryptoki;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A token and the slot that it is in. It is known by what is written on it; slots are numbered anew
 * when tokens come and go.
 */
final class TokenPlace {
  private final ModuleConfiguration configuration;
  private final LoadedModule module;
  private final TokenInfo written;
  private volatile long slot;

  TokenPlace(ModuleConfiguration configuration, LoadedModule module, TokenInfo written, long slot) {
    this.configuration = configuration;
    this.module = module;
    this.written = written;
    this.slot = slot;
  }

  ModuleConfiguration configuration() {
    return configuration;
  }

  LoadedModule module() {
    return module;
  }

  Cryptoki cryptoki() {
    return module.cryptoki();
  }

  /** What the token said of itself when it was found. */
  TokenInfo written() {
    return written;
  }

  long slot() {
    return slot;
  }

  /** Whether that is the same token. */
  boolean is(TokenInfo other) {
    return written.label().equals(other.label())
        && written.serial().equals(other.serial())
        && written.manufacturer().equals(other.manufacturer())
        && written.model().equals(other.model());
  }

  /**
   * Looks where the token is now, at the slot that is known first; the module is started again
   * where somebody ended it.
   *
   * @throws TokenException.Removed when it is in no slot
   * @throws CryptokiException when the module cannot tell
   */
  void locate(String name, String operation) {
    int epoch = module.epoch();
    try {
      look(name, operation);
    } catch (CryptokiException e) {
      if (!e.is(Ckr.CKR_CRYPTOKI_NOT_INITIALIZED)) {
        throw e;
      }
      module.startAgain(epoch);
      look(name, operation);
    }
  }

  private void look(String name, String operation) {
    // Asked for its slots, a module looks anew; of a slot it may tell what it remembers.
    long[] present = present();
    @Nullable CryptokiException untold = null;
    if (LongStream.of(present).anyMatch(candidate -> candidate == slot)) {
      try {
        if (is(cryptoki().tokenInfo(slot))) {
          return;
        }
      } catch (CryptokiException e) {
        if (!Failures.isAbsence(e)) {
          untold = e;
        }
      }
    }
    for (long candidate : present) {
      if (isIn(candidate)) {
        slot = candidate;
        return;
      }
    }
    if (untold != null) {
      throw untold;
    }
    throw new TokenException.Removed(name, operation, "the token is in no slot any more", null);
  }

  /** The slots with a token; that where this one was when the module tells of none. */
  private long[] present() {
    try {
      return cryptoki().slots(true);
    } catch (CryptokiException e) {
      if (!isIn(slot)) {
        throw e;
      }
      return new long[] {slot};
    }
  }

  private boolean isIn(long candidate) {
    try {
      return is(cryptoki().tokenInfo(candidate));
    } catch (CryptokiException e) {
      return false;
    }
  }
}
