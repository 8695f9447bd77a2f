package dev.countersign.host.pkcs11.configuration;

import java.io.File;

/** The system properties that a text names as {@code ${name}}; <code>${/}</code> parts a path. */
final class PropertyReferences {
  private PropertyReferences() {}

  /**
   * The text with their values in it. <code>${{...}}</code> and what has no end is left as it is.
   *
   * @throws IllegalArgumentException when there is no such property
   */
  static String expand(String text) {
    StringBuilder expanded = new StringBuilder();
    int done = 0;
    for (int at = text.indexOf("${"); at >= 0; at = text.indexOf("${", done)) {
      boolean verbatim = text.startsWith("{", at + 2);
      int end = text.indexOf(verbatim ? "}}" : "}", at + 2);
      if (end < 0) {
        break;
      }
      int behind = end + (verbatim ? 2 : 1);
      expanded.append(text, done, at);
      expanded.append(verbatim ? text.substring(at, behind) : value(text.substring(at + 2, end)));
      done = behind;
    }
    return expanded.append(text, done, text.length()).toString();
  }

  private static String value(String name) {
    if (name.equals("/")) {
      return File.separator;
    }
    String value = name.isEmpty() ? null : System.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no system property " + name);
    }
    return value;
  }
}
