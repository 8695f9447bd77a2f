package dev.countersign.card.apdu;

import java.util.Arrays;

/**
 * What a card answered ([ISO7816-4] 5.1).
 *
 * @param data the data of all parts, without status words; owned by this object, not to be changed
 * @param status the last status word
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode are ours and compare contents
public record ResponseApdu(byte[] data, StatusWord status) {

  /** Whether the status is 9000. */
  public boolean isSuccess() {
    return status.isSuccess();
  }

  /** Overwrites the data. */
  public void wipe() {
    Arrays.fill(data, (byte) 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResponseApdu that
        && status.equals(that.status)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * status.hashCode() + Arrays.hashCode(data);
  }

  /** Length and status only: the data may be secret. */
  @Override
  public String toString() {
    return "[%d bytes] %s".formatted(data.length, status);
  }
}
