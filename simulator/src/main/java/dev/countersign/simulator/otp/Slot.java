package dev.countersign.simulator.otp;

/**
 * A slot that is programmed. Never changed.
 *
 * @param configuration what it is programmed with
 * @param counter the moving factor of the next HOTP code, or the use counter of Yubico one-time
 *     passwords
 * @param ndef what a telephone reads: length, type and 54 bytes; empty until it is written
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole, never a key
record Slot(SlotConfiguration configuration, long counter, byte[] ndef) {
  static final int NDEF_BYTES = 56;
  private static final int SEED_AT = 4;
  private static final int SEED_UNIT = 16;

  /** A slot just programmed: the two last bytes of the private id say where HOTP begins. */
  static Slot programmed(SlotConfiguration configuration) {
    byte[] uid = configuration.uid();
    long first =
        configuration.kind() == SlotConfiguration.Kind.HOTP
            ? SEED_UNIT * (long) ((uid[SEED_AT] & 0xFF) << 8 | (uid[SEED_AT + 1] & 0xFF))
            : 0;
    return new Slot(configuration, first, new byte[0]);
  }

  boolean valid() {
    return configuration.valid() && counter >= 0 && (ndef.length == 0 || ndef.length == NDEF_BYTES);
  }

  Slot with(SlotConfiguration changed) {
    return new Slot(changed, counter, ndef);
  }

  Slot withCounter(long changed) {
    return new Slot(configuration, changed, ndef);
  }

  Slot withNdef(byte[] changed) {
    return new Slot(configuration, counter, changed);
  }

  /** Does not tell the key. */
  @Override
  public String toString() {
    return configuration.toString();
  }
}
