package dev.countersign.simulator;

import dev.countersign.simulator.card.Firmware;
import dev.countersign.simulator.fido.FidoFeatures;
import dev.countersign.simulator.management.Capability;
import dev.countersign.simulator.management.DeviceDescription;
import dev.countersign.simulator.oath.OathFeatures;
import dev.countersign.simulator.otp.OtpFeatures;
import dev.countersign.simulator.piv.PivFeatures;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
      FidoFeatures.yubikey57(),
      Set.of(
          Capability.CCID,
          Capability.OTP,
          Capability.PIV,
          Capability.OATH,
          Capability.FIDO2,
          Capability.U2F),
      Set.of(
          Capability.CCID,
          Capability.OTP,
          Capability.PIV,
          Capability.OATH,
          Capability.FIDO2,
          Capability.U2F)),

  /** YubiKey 4 with firmware 4.3.5: no metadata, no serial in PIV, 3DES management key. */
  YUBIKEY_4_3(
      "yubikey-4.3",
      "YubiKey 4, firmware 4.3.5: RSA-1024, RSA-2048, P-256, P-384, attestation, 3DES management"
          + " key, no metadata",
      "Yubico YubiKey CCID Countersign Simulator",
      "3BF81300008131FE15597562696B657934D4",
      true,
      PivFeatures.yubikey43(),
      null,
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
      null,
      Set.of(),
      Set.of()),

  /** A key with nothing but FIDO, of the present generation. */
  SECURITY_KEY(
      "security-key",
      "security key over USB and NFC with nothing but FIDO: CTAP 2.1 and U2F",
      Profile.NFC_READER,
      Profile.NFC_ATR,
      false,
      null,
      FidoFeatures.securityKey(),
      Set.of(Capability.FIDO2, Capability.U2F),
      Set.of(Capability.FIDO2, Capability.U2F)),

  /** A key of the generation before: one PIN protocol, no management of credentials. */
  FIDO_2_0(
      "fido-2.0",
      "older security key over USB and NFC with nothing but FIDO: FIDO 2.0 and U2F",
      Profile.NFC_READER,
      Profile.NFC_ATR,
      false,
      null,
      FidoFeatures.fido20(),
      Set.of(Capability.FIDO2, Capability.U2F),
      Set.of(Capability.FIDO2, Capability.U2F)),

  /** A key of the first generation, which knows no PIN. */
  U2F_ONLY(
      "u2f-only",
      "oldest security key over USB and NFC with nothing but U2F",
      Profile.NFC_READER,
      Profile.NFC_ATR,
      false,
      null,
      FidoFeatures.u2fOnly(),
      Set.of(Capability.U2F),
      Set.of(Capability.U2F));

  private static final String NFC_READER = "Countersign Simulator NFC";

  /** Of a contactless card that says nothing about itself ([ISO7816-3] 8). */
  private static final String NFC_ATR = "3B80800101";

  private static final String YUBIKEY_NFC_ATR = "3B8D80018073C021C057597562694B6579F9";

  private final String externalName;
  private final String description;
  private final String readerName;
  private final String atr;
  private final boolean extendedLength;

  @SuppressWarnings("ImmutableEnumChecker") // a record whose set is never changed
  private final @Nullable PivFeatures piv;

  @SuppressWarnings("ImmutableEnumChecker") // a record whose lists are never changed
  private final @Nullable FidoFeatures fido;

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
      @Nullable PivFeatures piv,
      @Nullable FidoFeatures fido,
      Set<Capability> usb,
      Set<Capability> nfc) {
    this.externalName = externalName;
    this.description = description;
    this.readerName = readerName;
    this.atr = atr;
    this.extendedLength = extendedLength;
    this.piv = piv;
    this.fido = fido;
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

  /** The profiles that have a PIV application. */
  public static List<Profile> withPiv() {
    return Arrays.stream(values()).filter(profile -> profile.piv != null).toList();
  }

  /** One line about the product. */
  public String description() {
    return description;
  }

  /** The firmware version; empty when the product does not say it. */
  public Optional<String> firmware() {
    return fido == null ? yubikey().map(Firmware::toString) : Optional.of("" + fido.firmware());
  }

  /** The firmware of what has vendor commands. */
  private Optional<Firmware> yubikey() {
    return piv().flatMap(PivFeatures::firmware);
  }

  /**
   * Whether a token of this kind is always on a contactless reader, because over USB it is no smart
   * card.
   */
  public boolean contactlessOnly() {
    return piv == null;
  }

  /** Whether a token of this kind can be on a contactless reader. */
  public boolean contactless() {
    return !nfc.isEmpty();
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

  /** The name of the contactless reader that it is on, without its number. */
  String contactlessReaderName() {
    return NFC_READER;
  }

  /** The answer to reset on a contactless reader, a new array. */
  byte[] contactlessAtr() {
    return piv == null ? atr() : HexFormat.of().parseHex(YUBIKEY_NFC_ATR);
  }

  /** What its PIV application can do; empty when it has none. */
  Optional<PivFeatures> piv() {
    return Optional.ofNullable(piv);
  }

  /** What its FIDO application can do; empty when it has none. */
  Optional<FidoFeatures> fido() {
    return Optional.ofNullable(fido);
  }

  /** Whether it has an application over an interface, enabled or not. */
  boolean has(Capability application, boolean overNfc) {
    return (overNfc ? nfc : usb).contains(application);
  }

  /** What its OATH application can do; empty when it has none. */
  Optional<OathFeatures> oath() {
    return usb.contains(Capability.OATH) ? yubikey().map(OathFeatures::new) : Optional.empty();
  }

  /** What its OTP application can do; empty when it has none. */
  Optional<OtpFeatures> otp() {
    return usb.contains(Capability.OTP)
        ? yubikey().map(firmware -> new OtpFeatures(firmware, nfc.contains(Capability.OTP)))
        : Optional.empty();
  }

  /** What its management application says; empty when it has none. */
  Optional<DeviceDescription> device(int serial) {
    return piv()
        .flatMap(
            found ->
                found
                    .firmware()
                    .map(
                        firmware ->
                            new DeviceDescription(firmware, serial, found.formFactor(), usb, nfc)));
  }
}
