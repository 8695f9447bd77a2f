package dev.countersign.simulator.piv;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/** Names and standard contents of data objects ([SP800-73-4/1] 3). */
final class DataObjects {
  static final int DISCOVERY = 0x7E;
  static final int BIOMETRIC_GROUP = 0x7F61;
  static final int CHUID = 0x5FC102;
  static final int CAPABILITIES = 0x5FC107;
  static final int PRINTED = 0x5FC109;
  static final int ATTESTATION_CERTIFICATE = 0x5FFF01;

  private static final int STANDARD_FIRST = 0x5FC101;
  private static final int STANDARD_LAST = 0x5FC123;
  private static final Set<Integer> NEED_PIN =
      Set.of(0x5FC103, 0x5FC108, PRINTED, 0x5FC121, 0x5FC123);

  /** Application PIN only, usage policy 40 00. */
  private static final String DISCOVERY_VALUE = "4F0BA0000003080000100001005F2F024000";

  private DataObjects() {}

  static boolean needsPin(int tag) {
    return NEED_PIN.contains(tag);
  }

  static boolean isStandard(int tag) {
    return tag == DISCOVERY
        || tag == BIOMETRIC_GROUP
        || (tag >= STANDARD_FIRST && tag <= STANDARD_LAST);
  }

  /** Tags a YubiKey stores: all of three bytes that begin with 5F. */
  static boolean isYubico(int tag) {
    return isStandard(tag) || tag >>> 16 == 0x5F;
  }

  static byte[] discovery() {
    return HexFormat.of().parseHex(DISCOVERY_VALUE);
  }

  /** Card holder identifier with the FASC-N of a card that no agency issued, not signed. */
  static byte[] chuid(int serial) {
    return HexFormat.of()
        .parseHex(
            "3019D4E739DA739CED39CE739D836858210842108421C84210C3EB"
                + "3410"
                + HexFormat.of().formatHex(guid(serial))
                + "35083230333030313031"
                + "3E00FE00");
  }

  /** Card capability container with a card identifier that follows from the serial number. */
  static byte[] capabilities(int serial) {
    return HexFormat.of()
        .parseHex(
            "F015A000000116FF02"
                + HexFormat.of().formatHex(guid(serial), 0, 14)
                + "F10121F20121F300F40100F50110F600F700FA00FB00FC00FD00FE00");
  }

  /** An identifier in the form of a random UUID that follows from the serial number. */
  private static byte[] guid(int serial) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("Countersign simulated card".getBytes(StandardCharsets.US_ASCII));
      byte[] hash = digest.digest(ByteBuffer.allocate(4).putInt(serial).array());
      byte[] guid = Arrays.copyOf(hash, 16);
      guid[6] = (byte) ((guid[6] & 0x0F) | 0x40);
      guid[8] = (byte) ((guid[8] & 0x3F) | 0x80);
      return guid;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
