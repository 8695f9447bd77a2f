package dev.countersign.simulator;

import com.code_intelligence.jazzer.mutation.annotation.ElementOf;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import java.io.ByteArrayOutputStream;

/** One thing that a fuzzer sends to the OATH or OTP applet: any bytes, or nearly a command. */
public sealed interface FuzzCommand {

  /** What goes over the wire; nothing when power goes away and comes back. */
  byte[] wire();

  /** Any bytes at all. */
  record Raw(byte @NotNull @WithLength(max = 300) [] bytes) implements FuzzCommand {
    @Override
    public byte[] wire() {
      return bytes.clone();
    }
  }

  /** A command with an instruction that one of the applets knows. */
  record Known(
      @ElementOf(integers = {0x01, 0x02, 0x03, 0x04, 0x05, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xC0})
          int ins,
      @ElementOf(
              integers = {
                0x00, 0x01, 0x03, 0x04, 0x05, 0x06, 0x08, 0x10, 0x11, 0x12, 0x13, 0x15, 0x20, 0x28,
                0x30, 0x38, 0xDE
              })
          int p1,
      @ElementOf(integers = {0x00, 0x01, 0xAD}) int p2,
      byte @NotNull @WithLength(max = 160) [] data)
      implements FuzzCommand {
    @Override
    public byte[] wire() {
      ByteArrayOutputStream wire = new ByteArrayOutputStream();
      wire.write(0);
      wire.write(ins);
      wire.write(p1);
      wire.write(p2);
      if (data.length > 0) {
        wire.write(data.length);
        wire.writeBytes(data);
      }
      return wire.toByteArray();
    }
  }

  /** Power goes away and comes back. */
  record Unplug() implements FuzzCommand {
    @Override
    public byte[] wire() {
      return new byte[0];
    }
  }

  /** A command in hexadecimal. */
  static FuzzCommand of(String hex) {
    return new Raw(TestCard.bytes(hex));
  }
}
