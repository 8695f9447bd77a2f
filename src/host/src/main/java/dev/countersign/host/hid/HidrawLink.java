package dev.countersign.host.hid;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An open file of hidraw. One thread may read while another one writes, and a third closes. */
interface HidrawLink extends Closeable {

  /** Opens the file of a device. */
  @FunctionalInterface
  interface Opener {
    HidrawLink open(Path file) throws IOException;
  }

  /** Waits for one report; -1 when there will be none any more. Closing ends the wait. */
  int read(ByteBuffer report) throws IOException;

  /** Writes one report, its number before it. */
  void write(byte[] numbered) throws IOException;

  /**
   * Opens the file twice: a {@link FileChannel} lets nobody write while somebody waits in a read.
   * What is written goes through a stream, because an interrupt of the caller's thread would close
   * a channel. Neither creates a file in {@code /dev} when the device has just gone.
   */
  static HidrawLink open(Path file) throws IOException {
    FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
    OutputStream out;
    try {
      out = Files.newOutputStream(file, StandardOpenOption.WRITE);
    } catch (IOException e) {
      in.close();
      throw e;
    }
    return new HidrawLink() {
      @Override
      public int read(ByteBuffer report) throws IOException {
        return in.read(report);
      }

      @Override
      public void write(byte[] numbered) throws IOException {
        out.write(numbered);
      }

      @Override
      public void close() throws IOException {
        try (out) {
          in.close();
        }
      }
    };
  }
}
