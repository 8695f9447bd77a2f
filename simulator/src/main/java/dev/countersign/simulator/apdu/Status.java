package dev.countersign.simulator.apdu;

/** Status words, named as the specifications name them ([ISO7816-4] status bytes). */
public final class Status {
  public static final int OK = 0x9000;

  /** Low byte: bytes left, 00 for 256 or more. */
  public static final int MORE_DATA = 0x6100;

  /** Low nibble: tries left. */
  public static final int TRIES_LEFT = 0x63C0;

  public static final int MEMORY_FAILURE = 0x6581;
  public static final int WRONG_LENGTH = 0x6700;
  public static final int SECURITY_STATUS_NOT_SATISFIED = 0x6982;
  public static final int AUTHENTICATION_METHOD_BLOCKED = 0x6983;
  public static final int DATA_INVALID = 0x6984;
  public static final int CONDITIONS_NOT_SATISFIED = 0x6985;
  public static final int INCORRECT_DATA = 0x6A80;
  public static final int NOT_FOUND = 0x6A82;
  public static final int NOT_ENOUGH_MEMORY = 0x6A84;
  public static final int INCORRECT_P1_P2 = 0x6A86;
  public static final int REFERENCE_NOT_FOUND = 0x6A88;
  public static final int WRONG_P1_P2 = 0x6B00;
  public static final int INSTRUCTION_NOT_SUPPORTED = 0x6D00;
  public static final int CLASS_NOT_SUPPORTED = 0x6E00;
  public static final int NO_PRECISE_DIAGNOSIS = 0x6F00;

  private Status() {}

  /** The status word for a number of tries; 15 and more look alike. */
  public static int triesLeft(int tries) {
    return TRIES_LEFT | Math.min(tries, 0xF);
  }
}
