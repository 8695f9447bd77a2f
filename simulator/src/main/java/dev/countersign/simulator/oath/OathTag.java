package dev.countersign.simulator.oath;

/** Tags of command data and answers ([YK-OATH] by command). */
final class OathTag {
  static final int NAME = 0x71;
  static final int NAME_LIST = 0x72;
  static final int KEY = 0x73;
  static final int CHALLENGE = 0x74;
  static final int RESPONSE = 0x75;
  static final int TRUNCATED = 0x76;
  static final int COUNTED = 0x77;
  static final int PROPERTY = 0x78;
  static final int VERSION = 0x79;
  static final int COUNTER = 0x7A;
  static final int ALGORITHM = 0x7B;
  static final int TOUCH = 0x7C;

  private OathTag() {}
}
