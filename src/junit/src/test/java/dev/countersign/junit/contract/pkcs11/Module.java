package dev.countersign.junit.contract.pkcs11;

import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.Cryptoki;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.ModuleLoadException;
import dev.countersign.host.cryptoki.Structures.ModuleInfo;
import dev.countersign.host.cryptoki.Structures.SlotInfo;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import dev.countersign.host.pkcs11.Pkcs11Source;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import dev.countersign.junit.ScriptedPins;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A module that is loaded in this process, for the driver and beside it. */
final class Module {
  private final ModuleConfiguration configuration;
  private final Cryptoki cryptoki;

  /** Loads it, unless that was done. */
  Module(ModuleConfiguration configuration) {
    this.configuration = configuration;
    this.cryptoki = load(configuration);
  }

  private static Cryptoki load(ModuleConfiguration configuration) {
    try {
      Cryptoki cryptoki = Cryptoki.load(configuration.library());
      try {
        cryptoki.initialize(true, configuration.initialisation().orElse(null));
      } catch (CryptokiException e) {
        if (!e.is(Ckr.CKR_CRYPTOKI_ALREADY_INITIALIZED)) {
          throw e;
        }
      }
      return cryptoki;
    } catch (ModuleLoadException e) {
      throw new IllegalStateException(e);
    }
  }

  Cryptoki cryptoki() {
    return cryptoki;
  }

  ModuleConfiguration configuration() {
    return configuration;
  }

  /** The tokens of this module alone, as a program sees them that asks for PINs there. */
  Tokens tokens(ScriptedPins pins) {
    Pkcs11Source source = new Pkcs11Source(() -> List.of(configuration), List::of);
    return Tokens.builder().source(source).pinEntry(pins).open();
  }

  /** The slot of the token with that label, or of the first. */
  long slot(Optional<String> label) {
    for (long slot : cryptoki.slots(true)) {
      TokenInfo token = cryptoki.tokenInfo(slot);
      if (token.has(Ckf.TOKEN_INITIALIZED) && label.map(token.label()::equals).orElse(true)) {
        return slot;
      }
    }
    throw new AssertionError("no token " + label);
  }

  /** The URI of the token in a slot. */
  TokenUri uri(long slot) {
    TokenInfo token = cryptoki.tokenInfo(slot);
    return TokenUri.of("pkcs11").with("token", token.label()).with("serial", token.serial());
  }

  /** Everything that a token, its slot and the module are called. */
  Map<String, String> parts(long slot) {
    TokenInfo token = cryptoki.tokenInfo(slot);
    SlotInfo place = cryptoki.slotInfo(slot);
    ModuleInfo library = cryptoki.info();
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("token", token.label());
    parts.put("serial", token.serial());
    parts.put("manufacturer", token.manufacturer());
    parts.put("model", token.model());
    parts.put("slot-id", Long.toUnsignedString(slot));
    parts.put("slot-description", place.description());
    parts.put("slot-manufacturer", place.manufacturer());
    parts.put("library-manufacturer", library.manufacturer());
    parts.put("library-description", library.description());
    parts.put("library-version", library.version());
    return parts;
  }
}
