package dev.countersign.device.encoding;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.NamedCurves;
import dev.countersign.device.SignatureAlgorithm.Ecdsa;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** What goes into and comes out of an ECDSA operation of a token. */
public final class EcdsaEncoding {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;

  private EcdsaEncoding() {}

  /**
   * A hash as long as the field: a longer one is cut to its leftmost bits ([FIPS186-5] 6.4.1 step
   * 2; the orders of both curves have a multiple of eight bits), a shorter one gets zeros in front.
   */
  public static byte[] input(KeyAlgorithm algorithm, byte[] hash) {
    int length = algorithm.bytes();
    byte[] input = new byte[length];
    int count = Math.min(length, hash.length);
    System.arraycopy(hash, 0, input, length - count, count);
    return input;
  }

  /**
   * A signature of the card in the form that is wanted.
   *
   * @param signature {@code SEQUENCE { r INTEGER, s INTEGER }} as the card wrote it; integers in
   *     other than their shortest form are taken
   * @throws IllegalArgumentException when it is not a signature: r or s is not between 1 and n - 1
   */
  public static byte[] output(KeyAlgorithm algorithm, byte[] signature, Ecdsa.Format format) {
    BigInteger order = NamedCurves.parameters(algorithm).getOrder();
    List<Tlv> integers = integers(signature);
    BigInteger r = integer(integers.get(0), order);
    BigInteger s = integer(integers.get(1), order);
    int length = algorithm.bytes();
    return switch (format) {
      case DER ->
          Tlv.of(SEQUENCE, Tlv.of(INTEGER, r.toByteArray()), Tlv.of(INTEGER, s.toByteArray()))
              .encode();
      case P1363 -> {
        byte[] both = Arrays.copyOf(EllipticCurves.unsigned(r, length), 2 * length);
        System.arraycopy(EllipticCurves.unsigned(s, length), 0, both, length, length);
        yield both;
      }
    };
  }

  /**
   * A signature as DER.
   *
   * @param signature r and s, each as long as the field, one after the other
   * @throws IllegalArgumentException when it has another length, or r or s is not between 1 and n -
   *     1
   */
  public static byte[] fromP1363(KeyAlgorithm algorithm, byte[] signature) {
    int length = algorithm.bytes();
    if (signature.length != 2 * length) {
      throw new IllegalArgumentException("not two integers of %d bytes".formatted(length));
    }
    BigInteger order = NamedCurves.parameters(algorithm).getOrder();
    byte[] r = Arrays.copyOf(signature, length);
    byte[] s = Arrays.copyOfRange(signature, length, 2 * length);
    return Tlv.of(SEQUENCE, integer(r, order), integer(s, order)).encode();
  }

  private static Tlv integer(byte[] unsigned, BigInteger order) {
    return Tlv.of(INTEGER, checked(new BigInteger(1, unsigned), order).toByteArray());
  }

  private static List<Tlv> integers(byte[] signature) {
    try {
      Tlv sequence = Tlv.parse(signature);
      List<Tlv> integers = sequence.tag() == SEQUENCE ? sequence.children() : List.of();
      if (integers.size() != 2 || integers.stream().anyMatch(i -> i.tag() != INTEGER)) {
        throw new IllegalArgumentException("not a sequence of two integers");
      }
      return integers;
    } catch (TlvException e) {
      throw new IllegalArgumentException("not a DER signature", e);
    }
  }

  private static BigInteger integer(Tlv object, BigInteger order) {
    if (object.value().length == 0) {
      throw new IllegalArgumentException("an empty integer");
    }
    return checked(new BigInteger(object.value()), order);
  }

  private static BigInteger checked(BigInteger number, BigInteger order) {
    if (number.signum() <= 0 || number.compareTo(order) >= 0) {
      throw new IllegalArgumentException("an integer that is not between 1 and n - 1");
    }
    return number;
  }
}
