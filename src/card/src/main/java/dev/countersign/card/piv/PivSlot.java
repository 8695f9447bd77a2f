package dev.countersign.card.piv;

import dev.countersign.device.PinPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The places for keys ([SP800-73-4/1] key references) and the maker's attestation key. */
public enum PivSlot {
  /** PIV authentication. */
  AUTHENTICATION(0x9A, 0x5FC105, PinPolicy.ONCE),
  /** Digital signature: wants the PIN immediately before each use. */
  SIGNATURE(0x9C, 0x5FC10A, PinPolicy.ALWAYS),
  /** Key management: decryption. */
  KEY_MANAGEMENT(0x9D, 0x5FC10B, PinPolicy.ONCE),
  /** Card authentication: wants no PIN. */
  CARD_AUTHENTICATION(0x9E, 0x5FC101, PinPolicy.NEVER),
  RETIRED_1(0x82, 0x5FC10D, PinPolicy.ONCE),
  RETIRED_2(0x83, 0x5FC10E, PinPolicy.ONCE),
  RETIRED_3(0x84, 0x5FC10F, PinPolicy.ONCE),
  RETIRED_4(0x85, 0x5FC110, PinPolicy.ONCE),
  RETIRED_5(0x86, 0x5FC111, PinPolicy.ONCE),
  RETIRED_6(0x87, 0x5FC112, PinPolicy.ONCE),
  RETIRED_7(0x88, 0x5FC113, PinPolicy.ONCE),
  RETIRED_8(0x89, 0x5FC114, PinPolicy.ONCE),
  RETIRED_9(0x8A, 0x5FC115, PinPolicy.ONCE),
  RETIRED_10(0x8B, 0x5FC116, PinPolicy.ONCE),
  RETIRED_11(0x8C, 0x5FC117, PinPolicy.ONCE),
  RETIRED_12(0x8D, 0x5FC118, PinPolicy.ONCE),
  RETIRED_13(0x8E, 0x5FC119, PinPolicy.ONCE),
  RETIRED_14(0x8F, 0x5FC11A, PinPolicy.ONCE),
  RETIRED_15(0x90, 0x5FC11B, PinPolicy.ONCE),
  RETIRED_16(0x91, 0x5FC11C, PinPolicy.ONCE),
  RETIRED_17(0x92, 0x5FC11D, PinPolicy.ONCE),
  RETIRED_18(0x93, 0x5FC11E, PinPolicy.ONCE),
  RETIRED_19(0x94, 0x5FC11F, PinPolicy.ONCE),
  RETIRED_20(0x95, 0x5FC120, PinPolicy.ONCE),
  /** The maker's key that signs attestations ([YK-PIV] ATTEST). */
  ATTESTATION(0xF9, 0x5FFF01, PinPolicy.NEVER);

  private static final List<PivSlot> STANDARD =
      List.of(AUTHENTICATION, SIGNATURE, KEY_MANAGEMENT, CARD_AUTHENTICATION);
  private static final List<PivSlot> RETIRED =
      Arrays.stream(values()).filter(slot -> slot.name().startsWith("RETIRED")).toList();

  private final int reference;
  private final int certificateTag;
  private final PinPolicy standardPinPolicy;

  PivSlot(int reference, int certificateTag, PinPolicy standardPinPolicy) {
    this.reference = reference;
    this.certificateTag = certificateTag;
    this.standardPinPolicy = standardPinPolicy;
  }

  /** The key reference, one byte. */
  public int reference() {
    return reference;
  }

  /** The tag of the data object with its certificate. */
  public int certificateTag() {
    return certificateTag;
  }

  /** When the standard has this key want the PIN ([SP800-73-4/1] key references). */
  public PinPolicy standardPinPolicy() {
    return standardPinPolicy;
  }

  /** The name in URIs and commands: {@code 9c}. */
  public String externalName() {
    return Integer.toHexString(reference);
  }

  /** The slot with this {@link #externalName()}, in any letter case. */
  public static Optional<PivSlot> byName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(slot -> slot.externalName().equals(lower)).findFirst();
  }

  /** 9a, 9c, 9d, 9e. */
  public static List<PivSlot> standard() {
    return STANDARD;
  }

  /** 82 to 95: retired key management keys, 1 to 20. */
  public static List<PivSlot> retired() {
    return RETIRED;
  }
}
