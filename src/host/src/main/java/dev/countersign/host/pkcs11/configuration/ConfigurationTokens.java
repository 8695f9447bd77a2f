package dev.countersign.host.pkcs11.configuration;

import java.io.IOException;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.io.UncheckedIOException;

/**
 * Words, quoted texts and signs of a SunPKCS11 configuration. They are cut by the same class of the
 * JDK that SunPKCS11 uses, told the same characters, so that no file is cut in another way.
 */
final class ConfigurationTokens {
  static final int END = StreamTokenizer.TT_EOF;
  static final int END_OF_LINE = StreamTokenizer.TT_EOL;
  static final int WORD = StreamTokenizer.TT_WORD;
  static final int QUOTED = '"';

  private static final String MORE_WORD_CHARACTERS = ":._-/\\${}*+~";

  private final StreamTokenizer tokenizer;
  private final String origin;

  ConfigurationTokens(String text, String origin) {
    this.origin = origin;
    tokenizer = new StreamTokenizer(new StringReader(text));
    tokenizer.resetSyntax();
    tokenizer.wordChars('a', 'z');
    tokenizer.wordChars('A', 'Z');
    tokenizer.wordChars('0', '9');
    MORE_WORD_CHARACTERS.chars().forEach(c -> tokenizer.wordChars(c, c));
    tokenizer.whitespaceChars(0, ' ');
    tokenizer.commentChar('#');
    tokenizer.eolIsSignificant(true);
    tokenizer.quoteChar(QUOTED);
  }

  /** The next token: one of the constants here, or a sign. */
  int next() {
    try {
      return tokenizer.nextToken();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never of a string
    }
  }

  /** The word or quoted text that was read last. */
  String text() {
    return tokenizer.sval == null ? "" : tokenizer.sval;
  }

  /** A problem in the line that is being read. */
  ConfigurationException problem(String reason) {
    return new ConfigurationException(origin + ", line " + tokenizer.lineno(), reason);
  }

  private ConfigurationException unexpected(String wanted, int token) {
    String read =
        switch (token) {
          case END -> "the end of the file";
          case END_OF_LINE -> "the end of the line";
          case WORD, QUOTED -> "'" + text() + "'";
          default -> "'" + (char) token + "'";
        };
    return problem("%s is expected here, and not %s".formatted(wanted, read));
  }

  void sign(char wanted) throws ConfigurationException {
    int token = next();
    if (token != wanted) {
      throw unexpected("'" + wanted + "'", token);
    }
  }

  String word(String wanted) throws ConfigurationException {
    return word(wanted, next());
  }

  private String word(String wanted, int token) throws ConfigurationException {
    if (token != WORD) {
      throw unexpected(wanted, token);
    }
    return text();
  }

  /** A word, or text in quotes. */
  String string(String wanted) throws ConfigurationException {
    int token = next();
    return token == QUOTED ? text() : word(wanted, token);
  }

  String quoted(String wanted) throws ConfigurationException {
    int token = next();
    if (token != QUOTED) {
      throw unexpected(wanted, token);
    }
    return text();
  }

  /** The rest of the line, with one blank between the words in it. */
  String line(String wanted) throws ConfigurationException {
    StringBuilder line = new StringBuilder();
    int token = next();
    if (token == END || token == END_OF_LINE) {
      throw unexpected(wanted, token);
    }
    for (String blank = ""; token != END && token != END_OF_LINE; token = next()) {
      if (token != WORD && token != QUOTED) {
        throw unexpected(wanted, token);
      }
      line.append(blank).append(text());
      blank = " ";
    }
    return line.toString();
  }

  boolean flag() throws ConfigurationException {
    String value = word("true or false");
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw problem("true or false is expected here, and not '%s'".formatted(value));
    };
  }

  int number() throws ConfigurationException {
    return number(word("a number"));
  }

  int number(String word) throws ConfigurationException {
    try {
      boolean hexadecimal = word.startsWith("0x") || word.startsWith("0X");
      return hexadecimal ? Integer.parseInt(word.substring(2), 16) : Integer.parseInt(word);
    } catch (NumberFormatException e) {
      throw problem("'%s' is no number from 0 to 0x7FFFFFFF".formatted(word));
    }
  }

  static boolean isNumber(String word) {
    return !word.isEmpty() && word.charAt(0) >= '0' && word.charAt(0) <= '9';
  }

  /** Goes into a block in braces. */
  void open() throws ConfigurationException {
    int token = next();
    while (token == END_OF_LINE) {
      token = next();
    }
    if (token != WORD || !text().equals("{")) {
      throw unexpected("'{', with a blank behind it,", token);
    }
  }

  /** Whether another word follows in a block, which is then read; false at its end. */
  boolean more(String wanted) throws ConfigurationException {
    int token = next();
    while (token == END_OF_LINE) {
      token = next();
    }
    return !word(wanted + " or '}'", token).equals("}");
  }
}
