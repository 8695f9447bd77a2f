package dev.countersign.host.hid;

/** Words that a device says of itself, made fit for a terminal. */
final class DeviceText {
  /** What is kept, in characters: a descriptor of USB cannot say more than 126. */
  private static final int MOST_CHARACTERS = 126;

  private DeviceText() {}

  /** Without what moves a cursor or turns text around, and not endless. */
  static String clean(String said) {
    StringBuilder text = new StringBuilder();
    said.codePoints()
        .limit(MOST_CHARACTERS)
        .map(character -> printable(character) ? character : '?')
        .forEach(text::appendCodePoint);
    return text.toString().strip();
  }

  private static boolean printable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
