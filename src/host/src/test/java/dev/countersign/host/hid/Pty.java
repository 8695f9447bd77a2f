package dev.countersign.host.hid;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A pseudo terminal in raw mode: a character device whose reads block and fail when the other end
 * is gone, as those of hidraw do. Unlike hidraw it joins reports that nobody has read yet.
 */
final class Pty implements AutoCloseable {
  private static final C LIBC = Native.load("c", C.class);
  private static final int READ_WRITE_NO_TERMINAL = 0x102;

  private final int master;
  private final Path file;
  private boolean open = true;

  /** What is used of the C library. */
  interface C extends Library {
    int posix_openpt(int flags);

    int grantpt(int descriptor);

    int unlockpt(int descriptor);

    int ptsname_r(int descriptor, byte[] name, long length);

    int tcgetattr(int descriptor, byte[] settings);

    void cfmakeraw(byte[] settings);

    int tcsetattr(int descriptor, int when, byte[] settings);

    long read(int descriptor, byte[] data, long length);

    long write(int descriptor, byte[] data, long length);

    int close(int descriptor);
  }

  Pty() {
    master = LIBC.posix_openpt(READ_WRITE_NO_TERMINAL);
    assertThat(master).isNotNegative();
    byte[] name = new byte[64];
    byte[] settings = new byte[256];
    assertThat(LIBC.grantpt(master)).isZero();
    assertThat(LIBC.unlockpt(master)).isZero();
    assertThat(LIBC.ptsname_r(master, name, name.length)).isZero();
    assertThat(LIBC.tcgetattr(master, settings)).isZero();
    LIBC.cfmakeraw(settings);
    assertThat(LIBC.tcsetattr(master, 0, settings)).isZero();
    file = Path.of(Native.toString(name));
  }

  /** What a program opens. */
  Path file() {
    return file;
  }

  /** Waits for what a program wrote. */
  byte[] read() {
    byte[] data = new byte[256];
    long length = LIBC.read(master, data, data.length);
    assertThat(length).isPositive();
    return Arrays.copyOf(data, (int) length);
  }

  void write(byte[] data) {
    assertThat(LIBC.write(master, data, data.length)).isEqualTo(data.length);
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      LIBC.close(master);
    }
  }
}
