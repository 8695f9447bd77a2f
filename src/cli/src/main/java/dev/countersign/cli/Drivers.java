package dev.countersign.cli;

import dev.countersign.card.oath.OathDriver;
import dev.countersign.card.otp.OtpDriver;
import dev.countersign.card.piv.PivDriver;
import dev.countersign.device.TokenDriver;
import dev.countersign.fido.FidoDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The drivers of the command, named here since looking for them in all that is on the class path
 * takes longer than a code.
 */
final class Drivers {
  private Drivers() {}

  /** Those of the kinds that are wanted. */
  static List<TokenDriver> of(Predicate<String> kinds) {
    List<TokenDriver> drivers = new ArrayList<>();
    add(drivers, kinds, "piv", PivDriver::new);
    add(drivers, kinds, "oath", OathDriver::new);
    add(drivers, kinds, "otp", OtpDriver::new);
    add(drivers, kinds, "fido", FidoDriver::new);
    return drivers;
  }

  private static void add(
      List<TokenDriver> drivers,
      Predicate<String> kinds,
      String kind,
      Supplier<TokenDriver> driver) {
    if (kinds.test(kind)) {
      drivers.add(driver.get());
    }
  }
}
