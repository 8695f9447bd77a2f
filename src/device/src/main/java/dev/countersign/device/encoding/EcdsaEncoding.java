package dev.countersign.device.encoding;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.NamedCurves;
import dev.countersign.device.SignatureAlgorithm.Ecdsa;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What goes into and comes out of an ECDSA operation of a token. */
public final class EcdsaEncoding {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;

  /** The orders of the curves, as long as their fields. */
  private static final Map<KeyAlgorithm, byte[]> ORDERS = new ConcurrentHashMap<>();

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
    byte[] order = order(algorithm);
    int r = derLength(signature, 0, order);
    int s = derLength(signature, length, order);
    byte[] der = new byte[2 + 2 + r + 2 + s]; // all lengths are below 128
    der[0] = SEQUENCE;
    der[1] = (byte) (der.length - 2);
    writeInteger(der, 2, r, signature, length);
    writeInteger(der, 4 + r, s, signature, 2 * length);
    return der;
  }

  private static byte[] order(KeyAlgorithm algorithm) {
    return ORDERS.computeIfAbsent(
        algorithm,
        curve -> EllipticCurves.unsigned(NamedCurves.parameters(curve).getOrder(), curve.bytes()));
  }

  /** How many bytes a number has as DER, where its first bit is its sign. */
  private static int derLength(byte[] numbers, int begin, byte[] order) {
    int end = begin + order.length;
    int first = begin;
    while (first < end && numbers[first] == 0) {
      first++;
    }
    if (first == end || Arrays.compareUnsigned(numbers, begin, end, order, 0, order.length) >= 0) {
      throw outOfRange();
    }
    return end - first + (numbers[first] < 0 ? 1 : 0);
  }

  /** Writes a number of the field, the last bytes of it: a zero in front may be its sign. */
  private static void writeInteger(byte[] der, int at, int length, byte[] numbers, int end) {
    int count = Math.min(length, numbers.length / 2);
    der[at] = INTEGER;
    der[at + 1] = (byte) length;
    System.arraycopy(numbers, end - count, der, at + 2 + length - count, count);
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
      throw outOfRange();
    }
    return number;
  }

  private static IllegalArgumentException outOfRange() {
    return new IllegalArgumentException("an integer that is not between 1 and n - 1");
  }
}
