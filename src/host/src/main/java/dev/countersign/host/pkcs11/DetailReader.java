package dev.countersign.host.pkcs11;

import dev.countersign.host.cryptoki.Cryptoki;
import dev.countersign.host.cryptoki.CryptokiException;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link Pkcs11Details} says. */
final class DetailReader {
  private DetailReader() {}

  static Pkcs11Details read(TokenPlace place, String name) {
    try {
      place.locate(name, "ask the token what it is");
      Cryptoki module = place.cryptoki();
      long slot = place.slot();
      return new Pkcs11Details(
          place.configuration(),
          module.info(),
          slot,
          module.slotInfo(slot),
          module.tokenInfo(slot),
          mechanisms(module, slot));
    } catch (CryptokiException e) {
      throw Failures.translate(e, name, "ask the token what it is");
    }
  }

  private static List<Pkcs11Details.Mechanism> mechanisms(Cryptoki module, long slot) {
    List<Pkcs11Details.Mechanism> mechanisms = new ArrayList<>();
    for (long type : module.mechanisms(slot)) {
      try {
        mechanisms.add(new Pkcs11Details.Mechanism(type, module.mechanismInfo(slot, type)));
      } catch (CryptokiException e) {
        // It lists more than it knows; what it does not know it cannot do.
      }
    }
    return List.copyOf(mechanisms);
  }
}
