package dev.countersign.card.apdu;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The two bytes that end every response ([ISO7816-4] status bytes).
 *
 * @param value SW1 and SW2 as one number, 0 to 0xFFFF
 */
public record StatusWord(int value) {
  public static final StatusWord SUCCESS = new StatusWord(0x9000);
  public static final StatusWord WRONG_LENGTH = new StatusWord(0x6700);
  public static final StatusWord SECURITY_STATUS_NOT_SATISFIED = new StatusWord(0x6982);
  public static final StatusWord AUTHENTICATION_METHOD_BLOCKED = new StatusWord(0x6983);
  public static final StatusWord REFERENCE_DATA_NOT_USABLE = new StatusWord(0x6984);
  public static final StatusWord CONDITIONS_NOT_SATISFIED = new StatusWord(0x6985);
  public static final StatusWord INCORRECT_DATA = new StatusWord(0x6A80);
  public static final StatusWord FUNCTION_NOT_SUPPORTED = new StatusWord(0x6A81);
  public static final StatusWord FILE_NOT_FOUND = new StatusWord(0x6A82);
  public static final StatusWord NOT_ENOUGH_MEMORY = new StatusWord(0x6A84);
  public static final StatusWord INCORRECT_P1_P2 = new StatusWord(0x6A86);
  public static final StatusWord REFERENCE_NOT_FOUND = new StatusWord(0x6A88);
  public static final StatusWord WRONG_P1_P2 = new StatusWord(0x6B00);
  public static final StatusWord INSTRUCTION_NOT_SUPPORTED = new StatusWord(0x6D00);
  public static final StatusWord CLASS_NOT_SUPPORTED = new StatusWord(0x6E00);

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0x9000, "success"),
          Map.entry(0x6200, "warning, memory unchanged"),
          Map.entry(0x6300, "verification failed"),
          Map.entry(0x6400, "execution error, memory unchanged"),
          Map.entry(0x6581, "memory failure"),
          Map.entry(0x6700, "wrong length"),
          Map.entry(0x6881, "logical channel not supported"),
          Map.entry(0x6882, "secure messaging not supported"),
          Map.entry(0x6883, "last command of the chain expected"),
          Map.entry(0x6884, "command chaining not supported"),
          Map.entry(0x6981, "command incompatible with file structure"),
          Map.entry(0x6982, "security status not satisfied"),
          Map.entry(0x6983, "authentication method blocked"),
          Map.entry(0x6984, "reference data not usable"),
          Map.entry(0x6985, "conditions of use not satisfied"),
          Map.entry(0x6986, "command not allowed, no application selected"),
          Map.entry(0x6999, "application selection failed"),
          Map.entry(0x6A80, "incorrect parameters in the command data field"),
          Map.entry(0x6A81, "function not supported"),
          Map.entry(0x6A82, "data object or application not found"),
          Map.entry(0x6A83, "record not found"),
          Map.entry(0x6A84, "not enough memory"),
          Map.entry(0x6A86, "incorrect parameters P1-P2"),
          Map.entry(0x6A87, "Lc inconsistent with parameters P1-P2"),
          Map.entry(0x6A88, "referenced data not found"),
          Map.entry(0x6A89, "file already exists"),
          Map.entry(0x6B00, "wrong parameters P1-P2"),
          Map.entry(0x6D00, "instruction not supported"),
          Map.entry(0x6E00, "class not supported"),
          Map.entry(0x6F00, "no precise diagnosis"));

  /** Checks the range. */
  public StatusWord {
    if (value < 0 || value > 0xFFFF) {
      throw new IllegalArgumentException("a status word has two bytes");
    }
  }

  // By hand, since what a record has by itself is made when it is first used, which takes a program
  // that runs once some 15 ms.
  @Override
  public boolean equals(Object other) {
    return other instanceof StatusWord that && value == that.value;
  }

  @Override
  public int hashCode() {
    return value;
  }

  /** Whether the command was done: 9000. */
  public boolean isSuccess() {
    return value == 0x9000;
  }

  /** Whether more response bytes wait: 61xx. */
  public boolean isMoreData() {
    return value >>> 8 == 0x61;
  }

  /** Whether the command wants another Le: 6Cxx. */
  public boolean isWrongLe() {
    return value >>> 8 == 0x6C;
  }

  /** The second byte. */
  public int sw2() {
    return value & 0xFF;
  }

  /** The count of a warning 63Cx, 0 to 15; empty for every other status. */
  public OptionalInt triesLeft() {
    return (value & 0xFFF0) == 0x63C0 ? OptionalInt.of(value & 0x0F) : OptionalInt.empty();
  }

  /** Whether SW1 is one that a card may send ([ISO7816-4] status bytes): 6x but not 60, or 9x. */
  public boolean isValid() {
    int high = value >>> 12;
    return high == 0x9 || (high == 0x6 && value >>> 8 != 0x60);
  }

  /** Its name in the specification; empty when it has none. */
  public Optional<String> specificationName() {
    if (triesLeft().isPresent()) {
      return Optional.of("verification failed, %d tries left".formatted(value & 0x0F));
    } else if (isMoreData()) {
      return Optional.of("more data available");
    } else if (isWrongLe()) {
      return Optional.of("wrong Le field");
    }
    return Optional.ofNullable(NAMES.get(value));
  }

  /** {@code 6982 security status not satisfied}. */
  @Override
  public String toString() {
    return "%04X%s".formatted(value, specificationName().map(name -> " " + name).orElse(""));
  }
}
