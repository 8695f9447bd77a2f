package dev.countersign.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the comments of Java source text. */
final class Comments {
  /** Text blocks, strings and characters are skipped; comments are what is left to find. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"\"\"(?s:.*?)(?<!\\\\)\"\"\""
              + "|\"(?:\\\\.|[^\"\\\\\\n])*+\""
              + "|'(?:\\\\.|[^'\\\\\\n])++'"
              + "|(?<comment>//[^\\n]*|/\\*(?s:.*?)\\*/)");

  /** A bracketed word with two capitals or digits; not an index, not a range of characters. */
  private static final Pattern TAG =
      Pattern.compile("(?<![\\w)\\]])\\[(?!A-Z|a-z|0-9)([A-Z][A-Za-z]*[A-Z0-9][\\w./-]*)\\]");

  private Comments() {}

  /** The spec tags that comments cite, without brackets, in order. */
  static List<String> citedTags(String source) {
    List<String> tags = new ArrayList<>();
    Matcher token = TOKEN.matcher(source);
    while (token.find()) {
      String comment = token.group("comment");
      if (comment != null) {
        Matcher tag = TAG.matcher(comment);
        while (tag.find()) {
          tags.add(tag.group(1));
        }
      }
    }
    return tags;
  }
}
