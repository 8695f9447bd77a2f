package dev.countersign.simulator.fido;

import dev.countersign.simulator.card.Firmware;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What one product's FIDO application can do.
 *
 * @param product the product's name in its attestation certificate
 * @param aaguid the model's number
 * @param firmware the firmware version
 * @param generation which messages it understands
 * @param algorithms what it makes keys for, the one it likes best first
 * @param options what it can do beyond its generation, or does other than most
 * @param maxCredentials how many credentials it keeps
 */
public record FidoFeatures(
    String product,
    UUID aaguid,
    Firmware firmware,
    Generation generation,
    List<Algorithm> algorithms,
    Set<Option> options,
    int maxCredentials) {
  private static final int CREDENTIALS_FROM_57 = 100;
  private static final int CREDENTIALS = 25;

  /** The longest message that is taken, in bytes. */
  static final int MAX_MESSAGE_BYTES = 1280;

  /** How many credentials a list may have, and how long the id of each may be. */
  static final int MAX_LIST = 8;

  static final int MAX_ID_BYTES = 128;
  static final int MAX_LARGE_BLOBS_BYTES = 4096;
  static final int MAX_BLOB_BYTES = 32;

  /** How many relying parties may be told the shortest PIN. */
  static final int MAX_RP_IDS = 1;

  /** Which messages are understood. */
  public enum Generation {
    /** [U2F-RAW] only. */
    U2F,
    /** FIDO 2.0: one PIN protocol, no permissions, no management of credentials. */
    FIDO_2_0,
    /** [CTAP2.1], all of it but fingerprints. */
    FIDO_2_1
  }

  /** What some products have and others have not. */
  public enum Option {
    /** Answers [U2F-RAW] too. */
    U2F,
    /** Verifies the user by itself, as with a fingerprint. */
    BUILT_IN_VERIFICATION,
    /** Attests with the credential's own key ([WEBAUTHN-3] 8.2, self attestation). */
    SELF_ATTESTATION,
    /** Can be made to tell a relying party which key it is. */
    ENTERPRISE_ATTESTATION,
    /** A credential of a server's own may be made without PIN when there is one. */
    MAKES_WITHOUT_VERIFICATION
  }

  /** Features with lists that nobody changes. */
  public FidoFeatures {
    algorithms = List.copyOf(algorithms);
    options = Set.copyOf(options);
  }

  /**
   * A YubiKey 5 NFC with firmware 5.7.4, but for its attestation: the number of the model is the
   * product's own ([YK-AAGUID]), no certificate of the product's vendor says so.
   */
  public static FidoFeatures yubikey57() {
    return new FidoFeatures(
        "YubiKey 5.7",
        UUID.fromString("d7781e5d-e353-46aa-afe2-3ca49f13332a"),
        new Firmware(5, 7, 4),
        Generation.FIDO_2_1,
        List.of(Algorithm.ES256, Algorithm.EDDSA, Algorithm.ES384),
        Set.of(Option.U2F, Option.MAKES_WITHOUT_VERIFICATION),
        CREDENTIALS_FROM_57);
  }

  /** A key with nothing but FIDO, and all algorithms. */
  public static FidoFeatures securityKey() {
    return new FidoFeatures(
        "Security Key",
        UUID.fromString("636f756e-7465-4273-a967-6e2d736b3231"),
        new Firmware(5, 7, 4),
        Generation.FIDO_2_1,
        List.of(Algorithm.ES256, Algorithm.EDDSA, Algorithm.ES384, Algorithm.RS256),
        Set.of(Option.U2F, Option.MAKES_WITHOUT_VERIFICATION),
        CREDENTIALS_FROM_57);
  }

  /** A key of the first generation. */
  public static FidoFeatures u2fOnly() {
    return new FidoFeatures(
        "U2F Key",
        new UUID(0, 0),
        new Firmware(3, 4, 7),
        Generation.U2F,
        List.of(Algorithm.ES256),
        Set.of(Option.U2F),
        0);
  }

  /** A key that speaks FIDO 2.0 and no later version. */
  public static FidoFeatures fido20() {
    return new FidoFeatures(
        "FIDO 2.0 Key",
        UUID.fromString("636f756e-7465-4273-a967-6e2d736b3230"),
        new Firmware(5, 1, 2),
        Generation.FIDO_2_0,
        List.of(Algorithm.ES256, Algorithm.EDDSA),
        Set.of(Option.U2F),
        CREDENTIALS);
  }

  boolean has(Option option) {
    return options.contains(option);
  }

  boolean isFido21() {
    return generation == Generation.FIDO_2_1;
  }

  /** What it answers when a person does not come: products of FIDO 2.0 have a code of their own. */
  CtapStatus timeout() {
    return isFido21() ? CtapStatus.USER_ACTION_TIMEOUT : CtapStatus.ACTION_TIMEOUT;
  }

  List<PinProtocol> pinProtocols() {
    return isFido21() ? List.of(PinProtocol.TWO, PinProtocol.ONE) : List.of(PinProtocol.ONE);
  }
}
