package dev.countersign.wire;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One BER-TLV data object ([ISO7816-4] 5.2.2). Tags are kept as the bytes on the wire, read as one
 * big-endian number: {@code 0x7F49}, {@code 0x5FC105}.
 *
 * <p>Lengths are written in their shortest form and read in any definite form of at most four
 * length bytes; the indefinite form is refused. Parsing never reads past the input and copies at
 * most the input's size.
 *
 * @param tag the tag, one to four bytes
 * @param value the value; owned by this object, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode are ours and compare contents
public record Tlv(int tag, byte[] value) {

  /** Creates an object whose value is the concatenation of others. */
  public static Tlv of(int tag, Tlv... children) {
    return new Tlv(tag, encode(List.of(children)));
  }

  /** Creates a primitive object. */
  public static Tlv of(int tag, byte[] value) {
    return new Tlv(tag, value.clone());
  }

  /** This object as bytes. */
  public byte[] encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(value.length + 8);
    encodeTo(out);
    return out.toByteArray();
  }

  /** Several objects one after the other. */
  public static byte[] encode(Collection<Tlv> objects) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    objects.forEach(object -> object.encodeTo(out));
    return out.toByteArray();
  }

  private void encodeTo(ByteArrayOutputStream out) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      if (shift == 0 || tag >>> shift != 0) {
        out.write(tag >>> shift);
      }
    }
    int length = value.length;
    if (length >= 0x80) {
      int lengthBytes = length > 0xFFFFFF ? 4 : length > 0xFFFF ? 3 : length > 0xFF ? 2 : 1;
      out.write(0x80 | lengthBytes);
      for (int i = lengthBytes - 1; i >= 0; i--) {
        out.write(length >>> (8 * i));
      }
    } else {
      out.write(length);
    }
    out.write(value, 0, length);
  }

  /**
   * Reads all objects of the input.
   *
   * @param input zero or more objects and nothing else
   * @throws TlvException when the input ends early or is not BER-TLV
   */
  public static List<Tlv> parseAll(byte[] input) throws TlvException {
    List<Tlv> objects = new ArrayList<>();
    Cursor cursor = new Cursor(input);
    while (cursor.position < input.length) {
      objects.add(cursor.next());
    }
    return objects;
  }

  /**
   * Reads exactly one object.
   *
   * @param input one object and nothing else
   * @throws TlvException when the input is not exactly one object
   */
  public static Tlv parse(byte[] input) throws TlvException {
    Cursor cursor = new Cursor(input);
    Tlv object = cursor.next();
    if (cursor.position != input.length) {
      throw new TlvException((input.length - cursor.position) + " bytes follow the data object");
    }
    return object;
  }

  /** The objects inside this one. */
  public List<Tlv> children() throws TlvException {
    return parseAll(value);
  }

  /** The first object with this tag directly inside this one. */
  public Optional<Tlv> child(int childTag) throws TlvException {
    return find(children(), childTag);
  }

  /** The first object with this tag in the list. */
  public static Optional<Tlv> find(List<Tlv> objects, int tag) {
    return objects.stream().filter(object -> object.tag == tag).findFirst();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tlv that && tag == that.tag && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return 31 * tag + Arrays.hashCode(value);
  }

  /** Tag and length only: a value may be secret. */
  @Override
  public String toString() {
    return "%X[%d bytes]".formatted(tag, value.length);
  }

  private static final class Cursor {
    private final byte[] input;
    private int position;

    Cursor(byte[] input) {
      this.input = input;
    }

    Tlv next() throws TlvException {
      int tag = readTag();
      int length = readLength();
      if (length > input.length - position) {
        throw new TlvException(
            "object %X wants %d bytes, %d are left"
                .formatted(tag, length, input.length - position));
      }
      byte[] value = Arrays.copyOfRange(input, position, position + length);
      position += length;
      return new Tlv(tag, value);
    }

    private int readTag() throws TlvException {
      int tag = readByte();
      if ((tag & 0x1F) != 0x1F) {
        return tag;
      }
      for (int i = 0; i < 3; i++) {
        int b = readByte();
        tag = tag << 8 | b;
        if ((b & 0x80) == 0) {
          return tag;
        }
      }
      throw new TlvException("tag of more than four bytes");
    }

    private int readLength() throws TlvException {
      int first = readByte();
      if (first < 0x80) {
        return first;
      }
      int count = first & 0x7F;
      if (count == 0 || count > 4) {
        throw new TlvException("length form %02X is not supported".formatted(first));
      }
      long length = 0;
      for (int i = 0; i < count; i++) {
        length = length << 8 | readByte();
      }
      if (length > Integer.MAX_VALUE) {
        throw new TlvException("length of more than 31 bits");
      }
      return (int) length;
    }

    private int readByte() throws TlvException {
      if (position >= input.length) {
        throw new TlvException("input ends inside a tag or a length");
      }
      return input[position++] & 0xFF;
    }
  }
}
