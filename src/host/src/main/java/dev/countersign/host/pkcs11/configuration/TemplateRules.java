package dev.countersign.host.pkcs11.configuration;

import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.ConstantNames;
import dev.countersign.host.pkcs11.configuration.TemplateRule.Operation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Reads {@code attributes(...) = { ... }} and {@code attributes = compatibility}. */
final class TemplateRules {
  private TemplateRules() {}

  static List<TemplateRule> read(ConfigurationTokens tokens) throws ConfigurationException {
    int token = tokens.next();
    if (token == '=') {
      String word = tokens.word("compatibility");
      if (!word.equals("compatibility")) {
        throw tokens.problem("'compatibility' is expected here, and not '%s'".formatted(word));
      }
      return COMPATIBILITY;
    } else if (token != '(') {
      throw tokens.problem("'(' or '=' is expected behind attributes");
    }
    return List.of(rule(tokens));
  }

  private static TemplateRule rule(ConfigurationTokens tokens) throws ConfigurationException {
    String word = tokens.word("generate, import or *");
    Operation operation =
        switch (word) {
          case "*" -> Operation.ANY;
          case "generate" -> Operation.GENERATE;
          case "import" -> Operation.IMPORT;
          default ->
              throw tokens.problem("unknown operation '%s': generate, import or *".formatted(word));
        };
    tokens.sign(',');
    OptionalLong objectClass = named(tokens, "CKO_", "class of objects", false);
    tokens.sign(',');
    OptionalLong keyType = named(tokens, "CKK_", "type of keys", true);
    tokens.sign(')');
    tokens.sign('=');
    tokens.open();
    List<Attribute> attributes = new ArrayList<>();
    Set<Long> omitted = new LinkedHashSet<>();
    while (tokens.more("an attribute")) {
      attribute(tokens, attributes, omitted);
    }
    return new TemplateRule(operation, objectClass, keyType, List.copyOf(attributes), omitted);
  }

  private static OptionalLong named(
      ConfigurationTokens tokens, String prefix, String what, boolean numbers)
      throws ConfigurationException {
    String word = tokens.word("a " + what);
    return word.equals("*")
        ? OptionalLong.empty()
        : OptionalLong.of(value(tokens, word, prefix, what, numbers));
  }

  static long value(
      ConfigurationTokens tokens, String word, String prefix, String what, boolean numbers)
      throws ConfigurationException {
    if (numbers && ConfigurationTokens.isNumber(word)) {
      return tokens.number(word);
    }
    OptionalLong value = word.startsWith(prefix) ? ConstantNames.value(word) : OptionalLong.empty();
    return value.orElseThrow(
        () -> tokens.problem("there is no %s '%s' (%s...)".formatted(what, word, prefix)));
  }

  private static void attribute(
      ConfigurationTokens tokens, List<Attribute> attributes, Set<Long> omitted)
      throws ConfigurationException {
    long type = value(tokens, tokens.text(), "CKA_", "attribute", true);
    tokens.sign('=');
    String value = tokens.word("a value");
    attributes.removeIf(earlier -> earlier.type() == type);
    omitted.remove(type);
    switch (value) {
      case "null" -> omitted.add(type);
      case "true" -> attributes.add(Attribute.of(type, true));
      case "false" -> attributes.add(Attribute.of(type, false));
      default -> {
        if (value.startsWith("0h")) {
          attributes.add(Attribute.of(type, bytes(tokens, value.substring(2))));
        } else if (ConfigurationTokens.isNumber(value)) {
          attributes.add(Attribute.of(type, (long) tokens.number(value)));
        } else {
          throw tokens.problem(
              "'%s' is no value: true, false, null, a number or 0h and hexadecimal digits"
                  .formatted(value));
        }
      }
    }
  }

  /** As SunPKCS11 reads them: the bytes of a number with a sign, so 0hFF stands for 00FF. */
  private static byte[] bytes(ConfigurationTokens tokens, String digits)
      throws ConfigurationException {
    try {
      return new BigInteger(digits, 16).toByteArray();
    } catch (NumberFormatException e) {
      throw tokens.problem("hexadecimal digits are expected behind 0h");
    }
  }

  // What SunPKCS11 means by compatibility: keys of the session that may do all and may leave.
  private static final List<TemplateRule> COMPATIBILITY =
      List.of(
          rule("CKO_SECRET_KEY", "*", "!TOKEN !SENSITIVE EXTRACTABLE ENCRYPT DECRYPT WRAP UNWRAP"),
          rule(
              "CKO_SECRET_KEY",
              "CKK_GENERIC_SECRET",
              "SIGN VERIFY ?ENCRYPT ?DECRYPT ?WRAP ?UNWRAP DERIVE"),
          rule("CKO_PRIVATE_KEY", "*", "!TOKEN !SENSITIVE EXTRACTABLE"),
          rule("CKO_PUBLIC_KEY", "*", "!TOKEN"),
          rule("CKO_PRIVATE_KEY", "CKK_RSA", "DECRYPT SIGN SIGN_RECOVER UNWRAP"),
          rule("CKO_PUBLIC_KEY", "CKK_RSA", "ENCRYPT VERIFY VERIFY_RECOVER WRAP"),
          rule("CKO_PRIVATE_KEY", "CKK_DSA", "SIGN"),
          rule("CKO_PUBLIC_KEY", "CKK_DSA", "VERIFY"),
          rule("CKO_PRIVATE_KEY", "CKK_DH", "DERIVE"),
          rule("CKO_PRIVATE_KEY", "CKK_EC", "SIGN DERIVE"),
          rule("CKO_PUBLIC_KEY", "CKK_EC", "VERIFY"));

  /**
   * A rule in short.
   *
   * @param flags names without CKA_; with ! they are false, with ? they are left out
   */
  private static TemplateRule rule(String objectClass, String keyType, String flags) {
    List<Attribute> attributes = new ArrayList<>();
    Set<Long> omitted = new LinkedHashSet<>();
    for (String flag : Arrays.asList(flags.split(" "))) {
      boolean plain = Character.isLetter(flag.charAt(0));
      long type = known("CKA_" + (plain ? flag : flag.substring(1))).getAsLong();
      if (flag.startsWith("?")) {
        omitted.add(type);
      } else {
        attributes.add(Attribute.of(type, plain));
      }
    }
    OptionalLong type = keyType.equals("*") ? OptionalLong.empty() : known(keyType);
    return new TemplateRule(
        Operation.ANY, known(objectClass), type, List.copyOf(attributes), Set.copyOf(omitted));
  }

  private static OptionalLong known(String name) {
    return OptionalLong.of(ConstantNames.value(name).orElseThrow());
  }
}
