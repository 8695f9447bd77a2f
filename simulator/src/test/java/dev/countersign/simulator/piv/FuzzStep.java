package dev.countersign.simulator.piv;

import com.code_intelligence.jazzer.mutation.annotation.ElementOf;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import dev.countersign.simulator.TestCard;
import dev.countersign.wire.Tlv;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;

/** One thing that a fuzzer does to a token: any bytes, or something near to what tools send. */
sealed interface FuzzStep {

  /** The command for it, given what the token holds. */
  byte[] command(PivState state);

  /** Any bytes at all. */
  record Raw(byte @NotNull @WithLength(max = 400) [] bytes) implements FuzzStep {
    @Override
    public byte[] command(PivState state) {
      return bytes.clone();
    }
  }

  /** A command that exists, with any data; class 10 is a piece of a chain. */
  record Known(
      boolean chained,
      @ElementOf(
              integers = {
                0x20, 0x24, 0x2C, 0x47, 0x87, 0xA4, 0xC0, 0xCB, 0xDB, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA,
                0xFB, 0xFD, 0xFE, 0xFF
              })
          int ins,
      @ElementOf(
              integers = {
                0x00, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x0A, 0x0C, 0x11, 0x14, 0x16, 0x3F, 0x82,
                0x9A, 0x9C, 0x9E, 0xE0, 0xE1, 0xF9, 0xFF
              })
          int p1,
      @ElementOf(
              integers = {
                0x00, 0x03, 0x80, 0x81, 0x82, 0x83, 0x95, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0xF9, 0xFD,
                0xFE, 0xFF
              })
          int p2,
      byte @NotNull @WithLength(max = 300) [] data)
      implements FuzzStep {
    @Override
    public byte[] command(PivState state) {
      return FuzzStep.command(chained ? 0x10 : 0, ins, p1, p2, data);
    }
  }

  /** What a person does who knows the secrets, or another program. */
  enum Deed {
    SELECT("00A4040005A000000308"),
    SELECT_OTHER("00A4040007A0000005272001"),
    SELECT_ABSENT("00A4040008A000000527471117"),
    VERIFY("0020008008313233343536FFFF"),
    VERIFY_WRONG("0020008008393939393939FFFF"),
    CHANGE_PIN("0024008010313233343536FFFF363534333231FFFF"),
    CHANGE_BACK("0024008010363534333231FFFF313233343536FFFF"),
    UNBLOCK("002C0080103132333435363738313233343536FFFF"),
    PUK_WRONG("002C0080103939393939393939313233343536FFFF"),
    RESET_APPLICATION("00FB0000");

    private final String command;

    Deed(String command) {
      this.command = command;
    }
  }

  /** A whole, right command of a tool. */
  record Tool(@NotNull Deed deed) implements FuzzStep {
    @Override
    public byte[] command(PivState state) {
      return TestCard.bytes(deed.command);
    }
  }

  /** GENERAL AUTHENTICATE with the algorithm that the key in the slot has, if there is one. */
  record Use(
      @ElementOf(integers = {0x82, 0x83, 0x84, 0x9A, 0x9C, 0x9D, 0x9E, 0xF9}) int slot,
      boolean agree,
      byte @NotNull @WithLength(max = 140) [] input)
      implements FuzzStep {
    @Override
    public byte[] command(PivState state) {
      int algorithm =
          Optional.ofNullable(state.keys().get(slot))
              .map(key -> key.material().algorithm().id())
              .orElse(0x11);
      byte[] data = Tlv.of(0x7C, Tlv.of(0x82), Tlv.of(agree ? 0x85 : 0x81, input)).encode();
      return FuzzStep.command(0, 0x87, algorithm, slot, data);
    }
  }

  /** PUT DATA of any content, mostly into the objects that the token itself reads. */
  record Put(
      @ElementOf(integers = {0x5FC102, 0x5FC105, 0x5FC109, 0x5FFF01, 0x7E, 0x7F61}) int tag,
      byte @NotNull @WithLength(max = 900) [] value)
      implements FuzzStep {
    @Override
    public byte[] command(PivState state) {
      byte[] name = BigInteger.valueOf(tag).toByteArray();
      byte[] data = Tlv.encode(List.of(Tlv.of(0x5C, name), Tlv.of(0x53, value)));
      return FuzzStep.command(0, 0xDB, 0x3F, 0xFF, data);
    }
  }

  /** IMPORT of an RSA-1024 key whose parts fit each other, but whose factors may be no primes. */
  record ImportRsa(
      @ElementOf(integers = {0x82, 0x84, 0x9C, 0x9E, 0xF9}) int slot,
      byte @NotNull @WithLength(max = 64) [] p,
      byte @NotNull @WithLength(max = 64) [] q)
      implements FuzzStep {
    private static final int HALF = 64;
    private static final BigInteger EXPONENT = BigInteger.valueOf(65537);

    @Override
    public byte[] command(PivState state) {
      BigInteger first = factor(p);
      BigInteger second = factor(q);
      ByteArrayOutputStream data = new ByteArrayOutputStream();
      part(data, 1, first);
      part(data, 2, second);
      part(data, 3, inverse(EXPONENT, first.subtract(BigInteger.ONE)));
      part(data, 4, inverse(EXPONENT, second.subtract(BigInteger.ONE)));
      part(data, 5, inverse(second, first));
      return FuzzStep.command(0, 0xFE, 0x06, slot, data.toByteArray());
    }

    /** Half as long as the modulus, so great that the modulus has all its bits, and odd. */
    private static BigInteger factor(byte[] bytes) {
      byte[] whole = Arrays.copyOf(bytes, HALF);
      whole[0] |= (byte) 0xC0;
      whole[HALF - 1] |= 1;
      return new BigInteger(1, whole);
    }

    private static BigInteger inverse(BigInteger number, BigInteger modulus) {
      return number.gcd(modulus).equals(BigInteger.ONE)
          ? number.modInverse(modulus)
          : BigInteger.ZERO;
    }

    private static void part(ByteArrayOutputStream data, int tag, BigInteger number) {
      byte[] value = new byte[HALF];
      byte[] signed = number.toByteArray();
      int count = Math.min(HALF, signed.length);
      System.arraycopy(signed, signed.length - count, value, HALF - count, count);
      data.writeBytes(new Tlv(tag, value).encode());
    }
  }

  /** Authentication with the management key, in two commands. */
  record Manage() implements FuzzStep {
    @Override
    public byte[] command(PivState state) {
      return FuzzStep.command(
          0, 0x87, state.management().algorithm().id(), 0x9B, TestCard.bytes("7C028000"));
    }

    /** The second command, given the answer to the first. */
    byte[] second(PivState state, byte[] answer) {
      ManagementKey key = state.management();
      int block = key.algorithm().blockBytes();
      String algorithm = "%02X".formatted(key.algorithm().id());
      String witness = TestCard.hex(answer).substring(8, 8 + 2 * block);
      String plain =
          TestCard.crypt(Cipher.DECRYPT_MODE, algorithm, TestCard.hex(key.value()), witness);
      byte[] data =
          Tlv.of(0x7C, Tlv.of(0x80, TestCard.bytes(plain)), Tlv.of(0x81, new byte[block])).encode();
      return FuzzStep.command(0, 0x87, key.algorithm().id(), 0x9B, data);
    }
  }

  /** The card is reset. */
  record Reset() implements FuzzStep {
    @Override
    public byte[] command(PivState state) {
      return new byte[0];
    }
  }

  /** An extended command with the greatest Le. */
  static byte[] command(int cla, int ins, int p1, int p2, byte[] data) {
    byte[] command = new byte[data.length == 0 ? 7 : 9 + data.length];
    command[0] = (byte) cla;
    command[1] = (byte) ins;
    command[2] = (byte) p1;
    command[3] = (byte) p2;
    if (data.length > 0) {
      command[5] = (byte) (data.length >> 8);
      command[6] = (byte) data.length;
      System.arraycopy(data, 0, command, 7, data.length);
    }
    return command;
  }
}
