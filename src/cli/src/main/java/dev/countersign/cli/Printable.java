package dev.countersign.cli;

import java.util.regex.Pattern;

/** Text from tokens and files before a person: nothing in it steers a terminal. */
public final class Printable {
  private static final Pattern STEERING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

  private Printable() {}

  /** The text, with a question mark in place of each character that steers. */
  public static String text(String text) {
    return STEERING.matcher(text).replaceAll("?");
  }
}
