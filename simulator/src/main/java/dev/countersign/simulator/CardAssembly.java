package dev.countersign.simulator;

import dev.countersign.simulator.card.Applet;
import dev.countersign.simulator.card.CardSystem;
import dev.countersign.simulator.card.Memory;
import dev.countersign.simulator.card.Surroundings;
import dev.countersign.simulator.card.SwitchedApplet;
import dev.countersign.simulator.management.Capability;
import dev.countersign.simulator.management.DeviceDescription;
import dev.countersign.simulator.management.ManagementApplet;
import dev.countersign.simulator.oath.OathApplet;
import dev.countersign.simulator.otp.OtpApplet;
import dev.countersign.simulator.piv.PivApplet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Puts the applets of a product onto a card.
 *
 * @param card the card
 * @param button what it types when the slot of a number is touched; nothing where there are none
 */
record CardAssembly(CardSystem card, IntFunction<String> button) {
  private static final String PIV_RECORD = "piv";
  private static final String OATH_RECORD = "oath";
  private static final String OTP_RECORD = "otp";
  private static final String MANAGEMENT_RECORD = "management";

  /**
   * The card of a token, with what its storage holds.
   *
   * @param serial the serial number, unsigned 32 bits
   * @throws IOException when the storage fails or is damaged
   */
  static CardAssembly assemble(
      Profile profile, int serial, Surroundings surroundings, TokenStorage storage)
      throws IOException {
    Applet piv =
        PivApplet.open(profile.piv(), serial, surroundings, new StoredRecord(storage, PIV_RECORD));
    Optional<DeviceDescription> device = profile.device(serial);
    if (device.isEmpty()) {
      return new CardAssembly(new CardSystem(List.of(piv), false), slot -> "");
    }
    ManagementApplet management =
        ManagementApplet.open(device.get(), new StoredRecord(storage, MANAGEMENT_RECORD));
    List<Applet> applets = new ArrayList<>();
    applets.add(management);
    applets.add(switched(piv, Capability.PIV, management));
    IntFunction<String> button = slot -> "";
    if (profile.otp().isPresent()) {
      OtpApplet otp =
          OtpApplet.open(
              profile.otp().get(),
              serial,
              surroundings,
              new StoredRecord(storage, OTP_RECORD),
              management::process);
      applets.add(switched(otp, Capability.OTP, management));
      button = slot -> management.enabled(Capability.OTP) ? otp.touch(slot) : "";
    }
    if (profile.oath().isPresent()) {
      Applet oath =
          OathApplet.open(
              profile.oath().get(), surroundings, new StoredRecord(storage, OATH_RECORD));
      applets.add(switched(oath, Capability.OATH, management));
    }
    return new CardAssembly(new CardSystem(applets, true), button);
  }

  private static Applet switched(
      Applet applet, Capability application, ManagementApplet management) {
    return new SwitchedApplet(applet, () -> management.enabled(application));
  }

  /** An applet's record in the token's storage. */
  private record StoredRecord(TokenStorage storage, String name) implements Memory {
    @Override
    public Optional<byte[]> load() throws IOException {
      return storage.read(name);
    }

    @Override
    public void save(byte[] record) throws IOException {
      storage.write(name, record);
    }
  }
}
