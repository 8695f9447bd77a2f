package dev.countersign.host.cryptoki;

import java.nio.charset.StandardCharsets;

/** What modules tell in structures of a fixed shape ([PKCS11-BASE] 3). */
public final class Structures {
  private Structures() {}

  /**
   * {@code CK_INFO}.
   *
   * @param cryptoki the version of the interface: {@code 2.40}
   * @param manufacturer who made the module
   * @param description what the module says it is
   * @param version the version of the module
   */
  public record ModuleInfo(
      String cryptoki, String manufacturer, String description, String version) {}

  /**
   * {@code CK_SLOT_INFO}.
   *
   * @param flags of {@link Ckf}
   */
  public record SlotInfo(String description, String manufacturer, long flags) {
    /** Whether a token is in it. */
    public boolean tokenPresent() {
      return (flags & Ckf.TOKEN_PRESENT) != 0;
    }
  }

  /**
   * {@code CK_TOKEN_INFO}.
   *
   * @param flags of {@link Ckf}
   * @param maxSessions how many sessions one program may have; 0 when there is no limit, -1 when
   *     the token does not say
   * @param maxWritingSessions the same for those that may write
   * @param minPinBytes the shortest PIN
   * @param maxPinBytes the longest PIN
   */
  public record TokenInfo(
      String label,
      String manufacturer,
      String model,
      String serial,
      long flags,
      long maxSessions,
      long maxWritingSessions,
      long minPinBytes,
      long maxPinBytes,
      String hardwareVersion,
      String firmwareVersion) {

    /** Whether a flag of {@link Ckf} is set. */
    public boolean has(long flag) {
      return (flags & flag) != 0;
    }
  }

  /**
   * {@code CK_MECHANISM_INFO}.
   *
   * @param minKeySize in the unit of the mechanism, bits or bytes
   * @param maxKeySize the same
   * @param flags of {@link Ckf}
   */
  public record MechanismInfo(long minKeySize, long maxKeySize, long flags) {
    /** Whether a flag of {@link Ckf} is set. */
    public boolean has(long flag) {
      return (flags & flag) != 0;
    }
  }

  /** Reads one structure from where a module wrote it. */
  static final class Reader {
    private final Scratch scratch;
    private final long address;
    private int offset;

    Reader(Scratch scratch, long address) {
      this.scratch = scratch;
      this.address = address;
    }

    /** Text of a fixed length, padded with blanks. */
    String text(int length) {
      byte[] bytes = scratch.bytes(address + offset, length);
      offset += length;
      int end = length;
      while (end > 0 && (bytes[end - 1] == ' ' || bytes[end - 1] == 0)) {
        end--;
      }
      return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    long ulong() {
      offset = scratch.layout().aligned(offset);
      long value = scratch.ulong(address + offset);
      offset += scratch.layout().ulongBytes();
      return value;
    }

    /** A limit: -1 when the token does not tell. */
    long limit() {
      long value = ulong();
      return value == scratch.layout().unavailable() ? -1 : value;
    }

    /** {@code CK_VERSION}. */
    String version() {
      int major = scratch.unsignedByte(address + offset);
      int minor = scratch.unsignedByte(address + offset + 1);
      offset += 2;
      return major + "." + minor;
    }
  }
}
