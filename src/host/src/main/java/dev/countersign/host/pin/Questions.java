package dev.countersign.host.pin;

/** What is asked of the person at this process. */
final class Questions {
  /**
   * Held while a person is asked for a PIN: prompts of several threads, at the terminal or of
   * programs that draw on it, do not mix.
   */
  static final Object ONE_AT_A_TIME = new Object();

  private Questions() {}
}
