package dev.countersign.host.cryptoki;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * How structures lie in memory on this platform ([PKCS11-BASE] 2): on Windows packed, with {@code
 * CK_ULONG} of 32 bits; elsewhere with the gaps of the C compiler and {@code CK_ULONG} of a word.
 *
 * @param ulongBytes the length of {@code CK_ULONG}
 * @param packed whether there are no gaps between members
 */
record Layout(int ulongBytes, boolean packed) {
  /** Only platforms of 64 bits are served. */
  static final int POINTER_BYTES = 8;

  /**
   * That of the platform we run on.
   *
   * @throws ModuleLoadException on one of 32 bits
   */
  static Layout ofPlatform() throws ModuleLoadException {
    if (Native.POINTER_SIZE != POINTER_BYTES) {
      throw new ModuleLoadException("modules need a Java runtime of 64 bits");
    }
    return Platform.isWindows() ? new Layout(4, true) : new Layout(8, false);
  }

  /** Where a member that is a word (or {@code CK_ULONG}) begins that follows so many bytes. */
  int aligned(int offset) {
    int word = ulongBytes;
    return packed ? offset : (offset + word - 1) / word * word;
  }

  /**
   * The length of {@code CK_ATTRIBUTE} and of {@code CK_MECHANISM}: a number, a pointer, a length.
   */
  int tripleBytes() {
    return 2 * ulongBytes + POINTER_BYTES;
  }

  /**
   * What {@code CK_ULONG} says when the token does not tell: {@code CK_UNAVAILABLE_INFORMATION}.
   */
  long unavailable() {
    return mask(-1L);
  }

  /** A return value without what lies above {@code CK_ULONG} in its register. */
  long mask(long value) {
    return ulongBytes == 8 ? value : value & 0xFFFFFFFFL;
  }
}
