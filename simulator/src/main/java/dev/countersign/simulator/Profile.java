package dev.countersign.simulator;

import dev.countersign.simulator.card.Firmware;
import dev.countersign.simulator.management.Capability;
import dev.countersign.simulator.management.DeviceDescription;
import dev.countersign.simulator.oath.OathFeatures;
import dev.countersign.simulator.otp.OtpFeatures;
import dev.countersign.simulator.piv.PivFeatures;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** What a real product does, for a simulated token to do. A simulated token protects nothing. */
public enum Profile {
  /** YubiKey 5 with firmware 5.7.4: all algorithms, metadata, attestation, moving keys. */
  YUBIKEY_5_7(
      "yubikey-5.7",
      "YubiKey 5, firmware 5.7.4: RSA-1024 to RSA-4096, P-256, P-384, Ed25519, X25519, metadata,"
          + " attestation, AES management key",
      "Yubico YubiKey CCID Countersign Simulator",
      "3BFD1300008131FE158073C021C057597562694B657940",
      true,
      PivFeatures.yubikey57(),
      Set.of(Capability.CCID, Capability.OTP, Capability.PIV, Capability.OATH),
      Set.of(Capability.CCID, Capability.OTP, Capability.PIV, Capability.OATH)),

  /** YubiKey 4 with firmware 4.3.5: no metadata, no serial in PIV, 3DES management key. */
  YUBIKEY_4_3(
      "yubikey-4.3",
      "YubiKey 4, firmware 4.3.5: RSA-1024, RSA-2048, P-256, P-384, attestation, 3DES management"
          + " key, no metadata",
      "Yubico YubiKey CCID Countersign Simulator",
      "3BF81300008131FE15597562696B657934D4",
      true,
      PivFeatures.yubikey43(),
      Set.of(Capability.CCID, Capability.OTP, Capability.PIV, Capability.OATH),
      Set.of()),

  /** A plain card of the standard, as an issuer hands it out. */
  NIST_PIV(
      "nist-piv",
      "plain SP 800-73-4 card without vendor commands: RSA-2048, P-256, P-384, 3DES management key",
      "Countersign Simulator NIST PIV",
      "3B8580018073C0218096",
      false,
      PivFeatures.nist(),
      Set.of(),
      Set.of());

  private final String externalName;
  private final String description;
  private final String readerName;
  private final String atr;
  private final boolean extendedLength;

  @SuppressWarnings("ImmutableEnumChecker") // a record whose set is never changed
  private final PivFeatures piv;

  /** What the simulation has of the product's applications, over USB and over NFC. */
  @SuppressWarnings("ImmutableEnumChecker") // immutable sets
  private final Set<Capability> usb;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Set<Capability> nfc;

  Profile(
      String externalName,
      String description,
      String readerName,
      String atr,
      boolean extendedLength,
      PivFeatures piv,
      Set<Capability> usb,
      Set<Capability> nfc) {
    this.externalName = externalName;
    this.description = description;
    this.readerName = readerName;
    this.atr = atr;
    this.extendedLength = extendedLength;
    this.piv = piv;
    this.usb = usb;
    this.nfc = nfc;
  }

  /** The name on the command line and in files: {@code yubikey-5.7}. */
  public String externalName() {
    return externalName;
  }

  /** The profile with this external name. */
  public static Optional<Profile> byName(String externalName) {
    for (Profile profile : values()) {
      if (profile.externalName.equals(externalName)) {
        return Optional.of(profile);
      }
    }
    return Optional.empty();
  }

  /** One line about the product. */
  public String description() {
    return description;
  }

  /** The firmware version; empty when the product does not say it. */
  public Optional<String> firmware() {
    return piv.firmware().map(Firmware::toString);
  }

  /** The answer to reset, a new array. */
  public byte[] atr() {
    return HexFormat.of().parseHex(atr);
  }

  /** Whether the card says that it takes extended-length commands. It takes them in any case. */
  public boolean extendedLength() {
    return extendedLength;
  }

  /** The name of the reader without its number. */
  String readerName() {
    return readerName;
  }

  PivFeatures piv() {
    return piv;
  }

  /** What its OATH application can do; empty when it has none. */
  Optional<OathFeatures> oath() {
    return usb.contains(Capability.OATH) ? piv.firmware().map(OathFeatures::new) : Optional.empty();
  }

  /** What its OTP application can do; empty when it has none. */
  Optional<OtpFeatures> otp() {
    return usb.contains(Capability.OTP)
        ? piv.firmware().map(firmware -> new OtpFeatures(firmware, nfc.contains(Capability.OTP)))
        : Optional.empty();
  }

  /** What its management application says; empty when it has none. */
  Optional<DeviceDescription> device(int serial) {
    return piv.firmware()
        .map(firmware -> new DeviceDescription(firmware, serial, piv.formFactor(), usb, nfc));
  }
}
