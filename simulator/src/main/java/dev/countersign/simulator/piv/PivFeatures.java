package dev.countersign.simulator.piv;

import dev.countersign.simulator.card.Firmware;
import dev.countersign.wire.Tlv;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * What one product's PIV applet can do.
 *
 * @param firmware the vendor's firmware version; empty for a card without vendor commands
 * @param algorithms algorithms of asymmetric keys
 * @param factoryManagementAlgorithm cipher of the management key as delivered
 * @param maxDataBytes most command data after joining a chain
 * @param storeBytes room for objects and keys together
 * @param formFactor form factor byte of attestations ([YK-ATT]); 0 where they have none, as on
 *     firmware 4
 */
public record PivFeatures(
    Optional<Firmware> firmware,
    Set<PivAlgorithm> algorithms,
    ManagementAlgorithm factoryManagementAlgorithm,
    int maxDataBytes,
    int storeBytes,
    int formFactor) {

  /** Keeps a copy of the set. */
  public PivFeatures {
    algorithms = Set.copyOf(algorithms);
  }

  private static final String LABEL = "Countersign simulated PIV";
  private static final int TAG_TEMPLATE = 0x61;
  private static final int TAG_AID = 0x4F;
  private static final int TAG_AUTHORITY = 0x79;
  private static final int TAG_LABEL = 0x50;
  private static final int TAG_ALGORITHMS = 0xAC;
  private static final int TAG_ALGORITHM = 0x80;
  private static final int TAG_OBJECT_IDENTIFIER = 0x06;
  private static final Tlv RID = new Tlv(TAG_AID, hex("A000000308"));

  /** Application identifier by its PIX, and the registered provider. */
  private static byte[] yubikeyTemplate() {
    return Tlv.of(TAG_TEMPLATE, new Tlv(TAG_AID, hex("000010000100")), Tlv.of(TAG_AUTHORITY, RID))
        .encode();
  }

  /** Whole application identifier, label, and the algorithms 3DES, RSA-2048, P-256, P-384. */
  private static byte[] nistTemplate() {
    return Tlv.of(
            TAG_TEMPLATE,
            new Tlv(TAG_AID, hex("A000000308000010000100")),
            Tlv.of(TAG_AUTHORITY, RID),
            new Tlv(TAG_LABEL, LABEL.getBytes(StandardCharsets.US_ASCII)),
            Tlv.of(
                TAG_ALGORITHMS,
                new Tlv(TAG_ALGORITHM, hex("03")),
                new Tlv(TAG_ALGORITHM, hex("07")),
                new Tlv(TAG_ALGORITHM, hex("11")),
                new Tlv(TAG_ALGORITHM, hex("14")),
                new Tlv(TAG_OBJECT_IDENTIFIER, new byte[0])))
        .encode();
  }

  /** The answer to SELECT ([SP800-73-4/2] 3.1.1). */
  byte[] propertyTemplate() {
    return vendor() ? yubikeyTemplate() : nistTemplate();
  }

  /** A YubiKey 5 with firmware 5.7.4. */
  public static PivFeatures yubikey57() {
    return new PivFeatures(
        Optional.of(new Firmware(5, 7, 4)),
        EnumSet.allOf(PivAlgorithm.class),
        ManagementAlgorithm.AES_192,
        3072,
        51200,
        0x03);
  }

  /** A YubiKey 4 with firmware 4.3.5. */
  public static PivFeatures yubikey43() {
    return new PivFeatures(
        Optional.of(new Firmware(4, 3, 5)),
        EnumSet.of(
            PivAlgorithm.RSA_1024, PivAlgorithm.RSA_2048, PivAlgorithm.P256, PivAlgorithm.P384),
        ManagementAlgorithm.TDES,
        3072,
        51200,
        0);
  }

  /** A plain card of the standard. */
  public static PivFeatures nist() {
    return new PivFeatures(
        Optional.empty(),
        EnumSet.of(PivAlgorithm.RSA_2048, PivAlgorithm.P256, PivAlgorithm.P384),
        ManagementAlgorithm.TDES,
        16384,
        131072,
        0);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** Whether the card knows any command beyond the standard. */
  boolean vendor() {
    return firmware.isPresent();
  }

  /** [YK-PIV] GET SERIAL: from 5.0. */
  boolean serial() {
    return atLeast(5, 0, 0);
  }

  /** [YK-PIV] GET METADATA: from 5.3. */
  boolean metadata() {
    return atLeast(5, 3, 0);
  }

  /** [YK-PIV] SET MANAGEMENT KEY with AES: from 5.4. */
  boolean aesManagementKey() {
    return atLeast(5, 4, 0);
  }

  /** [YK-PIV] MOVE KEY: from 5.7. */
  boolean moveKey() {
    return atLeast(5, 7, 0);
  }

  /** [YK-ATT]: from 4.3. */
  boolean attestation() {
    return atLeast(4, 3, 0);
  }

  /** VERIFY with P1 FF: in the standard, and from 5.4.3. */
  boolean verifyClears() {
    return !vendor() || atLeast(5, 4, 3);
  }

  private boolean atLeast(int major, int minor, int patch) {
    return firmware.isPresent() && firmware.get().atLeast(major, minor, patch);
  }
}
