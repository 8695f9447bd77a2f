package dev.countersign.host.pkcs11;

import dev.countersign.device.Ports;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenSource.Found;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.Cryptoki;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Looks for the tokens of one module. */
final class ModuleSearch {
  private final ModuleConfiguration configuration;
  private final ModuleProbe probe;
  private final Ports ports;
  private final List<Pkcs11Token> known;
  private int tokens;
  private int notInitialised;

  ModuleSearch(
      ModuleConfiguration configuration, ModuleProbe probe, Ports ports, List<Pkcs11Token> known) {
    this.configuration = configuration;
    this.probe = probe;
    this.ports = ports;
    this.known = known;
  }

  /** Adds what there is. */
  void run(Found found) {
    try {
      LoadedModule module = LoadedModule.of(configuration, probe);
      for (long slot : slots(module.cryptoki())) {
        look(module, slot, found);
      }
      found.looked().add(summary());
    } catch (TokenException e) {
      found.unusable().add(new Tokens.Unusable(configuration.name(), e));
    } catch (CryptokiException e) {
      found.unusable().add(new Tokens.Unusable(configuration.name(), translate(e)));
    }
  }

  private String summary() {
    String initialised = tokens == 0 ? "no token" : tokens == 1 ? "1 token" : tokens + " tokens";
    return "%s (%s%s)"
        .formatted(
            configuration.name(),
            initialised,
            notInitialised == 0 ? "" : ", %d not initialised".formatted(notInitialised));
  }

  private long[] slots(Cryptoki cryptoki) {
    if (configuration.slot().isPresent()) {
      long slot = configuration.slot().getAsLong();
      long[] all = cryptoki.slots(false);
      if (Arrays.stream(all).noneMatch(each -> each == slot)) {
        throw noSlot("slot = " + Long.toUnsignedString(slot), all);
      }
      return new long[] {slot};
    } else if (configuration.slotListIndex().isPresent()) {
      int index = configuration.slotListIndex().getAsInt();
      // As SunPKCS11 counts: of all slots, those without a token too.
      long[] all = cryptoki.slots(false);
      if (index >= all.length) {
        throw noSlot("slotListIndex = " + index, all);
      }
      return new long[] {all[index]};
    }
    return cryptoki.slots(true);
  }

  private TokenException noSlot(String named, long[] all) {
    String there =
        all.length == 0
            ? "it has no slot"
            : "it has "
                + Arrays.stream(all)
                    .mapToObj(Long::toUnsignedString)
                    .collect(Collectors.joining(", "));
    return new TokenException.Unavailable(
        "pkcs11:?module-name=" + configuration.name(),
        "look for tokens",
        "the module has no slot for %s of %s: %s".formatted(named, configuration.origin(), there),
        "slots are numbered anew when tokens come and go: name the token instead, by its label,"
            + " in a line #countersign: token = LABEL",
        null);
  }

  private void look(LoadedModule module, long slot, Found found) {
    TokenInfo written;
    try {
      written = module.cryptoki().tokenInfo(slot);
    } catch (CryptokiException e) {
      if (!isEmpty(e)) {
        found.unusable().add(new Tokens.Unusable(configuration.name(), translate(e)));
      }
      return;
    }
    if (!written.has(Ckf.TOKEN_INITIALIZED)) {
      notInitialised++;
    } else if (configuration.token().map(written.label()::equals).orElse(true)
        && configuration.serial().map(written.serial()::equals).orElse(true)) {
      tokens++;
      Pkcs11Token token = token(module, slot, written);
      if (!found.tokens().contains(token)) {
        found.tokens().add(token);
      }
    }
  }

  /** Whether no token is in the slot any more, or none that can be used. */
  private static boolean isEmpty(CryptokiException e) {
    return e.is(Ckr.CKR_TOKEN_NOT_PRESENT, Ckr.CKR_DEVICE_REMOVED, Ckr.CKR_TOKEN_NOT_RECOGNIZED);
  }

  private Pkcs11Token token(LoadedModule module, long slot, TokenInfo written) {
    for (Pkcs11Token token : known) {
      if (token.place().module() == module && token.place().is(written)) {
        return token;
      }
    }
    TokenPlace place = new TokenPlace(configuration, module, written, slot);
    Pkcs11Token token = new Pkcs11Token(place, module.cryptoki().slotInfo(slot), ports);
    known.add(token);
    return token;
  }

  private TokenException translate(CryptokiException e) {
    return Failures.translate(e, "pkcs11:?module-name=" + configuration.name(), "look for tokens");
  }
}
