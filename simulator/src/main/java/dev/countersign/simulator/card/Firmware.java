package dev.countersign.simulator.card;

/**
 * A firmware version of three numbers, each 0 to 255.
 *
 * @param major first number
 * @param minor second number
 * @param patch third number
 */
public record Firmware(int major, int minor, int patch) {

  /** Whether this is that version or a later one. */
  public boolean atLeast(int wantedMajor, int wantedMinor, int wantedPatch) {
    return compareKey(major, minor, patch) >= compareKey(wantedMajor, wantedMinor, wantedPatch);
  }

  private static int compareKey(int major, int minor, int patch) {
    return major << 16 | minor << 8 | patch;
  }

  /** The three numbers as three bytes. */
  public byte[] bytes() {
    return new byte[] {(byte) major, (byte) minor, (byte) patch};
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
