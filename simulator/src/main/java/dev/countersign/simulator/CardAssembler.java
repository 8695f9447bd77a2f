package dev.countersign.simulator;

import dev.countersign.simulator.card.Applet;
import dev.countersign.simulator.card.CardSystem;
import dev.countersign.simulator.card.Memory;
import dev.countersign.simulator.card.Surroundings;
import dev.countersign.simulator.card.SwitchedApplet;
import dev.countersign.simulator.fido.Authenticator;
import dev.countersign.simulator.fido.EnabledProtocols;
import dev.countersign.simulator.fido.FidoApplet;
import dev.countersign.simulator.fido.FidoAuthenticator;
import dev.countersign.simulator.fido.FidoFeatures;
import dev.countersign.simulator.fido.FidoFraming;
import dev.countersign.simulator.hid.CtapHidDevice;
import dev.countersign.simulator.hid.SystemTimer;
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
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Puts the applications of a product together, with what the token's storage holds. */
final class CardAssembler {
  private static final String PIV_RECORD = "piv";
  private static final String OATH_RECORD = "oath";
  private static final String OTP_RECORD = "otp";
  private static final String FIDO_RECORD = "fido";
  private static final String MANAGEMENT_RECORD = "management";

  private final Profile profile;
  private final int serial;
  private final boolean contactless;
  private final Surroundings surroundings;
  private final TokenStorage storage;
  private final List<Applet> applets = new ArrayList<>();
  private IntFunction<String> button = slot -> "";
  private Optional<CtapHidDevice> hid = Optional.empty();
  private @Nullable ManagementApplet management;

  /**
   * Begins.
   *
   * @param serial the serial number, unsigned 32 bits
   * @param contactless whether its reader is a contactless one
   */
  CardAssembler(
      Profile profile,
      int serial,
      boolean contactless,
      Surroundings surroundings,
      TokenStorage storage) {
    this.profile = profile;
    this.serial = serial;
    this.contactless = contactless;
    this.surroundings = surroundings;
    this.storage = storage;
  }

  /**
   * The applications.
   *
   * @param executed told of each message that the security key executes over USB
   * @param interrupted whether the card loses its power or is reset, so that nothing may wait
   * @throws IOException when the storage fails or is damaged
   */
  CardAssembly assemble(Runnable executed, BooleanSupplier interrupted) throws IOException {
    Optional<DeviceDescription> device = profile.device(serial);
    if (device.isPresent()) {
      management = ManagementApplet.open(device.get(), record(MANAGEMENT_RECORD));
      applets.add(management);
    }
    if (profile.piv().isPresent()) {
      Applet piv = PivApplet.open(profile.piv().get(), serial, surroundings, record(PIV_RECORD));
      applets.add(switched(piv, Capability.PIV));
    }
    if (management != null && profile.otp().isPresent()) {
      addOtp(management);
    }
    if (profile.oath().isPresent()) {
      Applet oath = OathApplet.open(profile.oath().get(), surroundings, record(OATH_RECORD));
      applets.add(switched(oath, Capability.OATH));
    }
    if (profile.fido().isPresent()) {
      addFido(profile.fido().get(), executed, interrupted);
    }
    return new CardAssembly(new CardSystem(applets, device.isPresent()), button, hid);
  }

  private void addOtp(ManagementApplet with) throws IOException {
    OtpApplet otp =
        OtpApplet.open(
            profile.otp().orElseThrow(), serial, surroundings, record(OTP_RECORD), with::process);
    applets.add(switched(otp, Capability.OTP));
    button = slot -> enabled(Capability.OTP, contactless) ? otp.touch(slot) : "";
  }

  /**
   * FIDO is not on the smart card that a YubiKey with this firmware is over USB: there it is a
   * device of its own.
   */
  private void addFido(FidoFeatures features, Runnable executed, BooleanSupplier interrupted)
      throws IOException {
    Authenticator key = FidoAuthenticator.open(features, surroundings, record(FIDO_RECORD));
    FidoFraming framing = FidoFraming.of(features);
    Executor executor = CardAssembler::onThread;
    if (contactless) {
      applets.add(new FidoApplet(key, framing, enabled(features, true), executor, interrupted));
    }
    hid =
        Optional.of(
            new CtapHidDevice(
                key,
                framing,
                enabled(features, false),
                new CtapHidDevice.Surroundings(
                    SystemTimer.instance(),
                    executor,
                    page -> management == null ? Optional.empty() : management.page(page),
                    executed)));
  }

  private EnabledProtocols enabled(FidoFeatures features, boolean overNfc) {
    boolean speaksCtap2 = features.generation() != FidoFeatures.Generation.U2F;
    return new EnabledProtocols(
        () -> speaksCtap2 && enabled(Capability.FIDO2, overNfc),
        () -> enabled(Capability.U2F, overNfc));
  }

  private static void onThread(Runnable task) {
    Thread thread = new Thread(task, "countersign-simulator-key");
    thread.setDaemon(true);
    thread.start();
  }

  private boolean enabled(Capability application, boolean overNfc) {
    return management == null
        ? profile.has(application, overNfc)
        : management.enabled(application, overNfc);
  }

  /** What cannot be configured is never off. */
  private Applet switched(Applet applet, Capability application) {
    BooleanSupplier on = () -> enabled(application, contactless);
    return management == null ? applet : new SwitchedApplet(applet, on);
  }

  private Memory record(String name) {
    return new StoredRecord(storage, name);
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
