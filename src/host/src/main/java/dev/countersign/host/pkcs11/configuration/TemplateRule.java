package dev.countersign.host.pkcs11.configuration;

import dev.countersign.host.cryptoki.Attribute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One {@code attributes(operation, class, type) = { ... }} of a SunPKCS11 configuration: what a new
 * object is given beside what it needs.
 *
 * @param operation how the object comes about
 * @param objectClass {@code CKO_*}; every class when empty
 * @param keyType {@code CKK_*}; every type when empty
 * @param attributes what it is given; an attribute that a later rule names again is as that says
 * @param omitted {@code CKA_*} that it is not given, though an earlier rule does
 */
public record TemplateRule(
    Operation operation,
    OptionalLong objectClass,
    OptionalLong keyType,
    List<Attribute> attributes,
    Set<Long> omitted) {

  /** A rule that takes nothing back. */
  public TemplateRule(
      Operation operation,
      OptionalLong objectClass,
      OptionalLong keyType,
      List<Attribute> attributes) {
    this(operation, objectClass, keyType, attributes, Set.of());
  }

  /** How an object comes about. */
  public enum Operation {
    /** It is made on the token. */
    GENERATE,
    /** It is brought from outside. */
    IMPORT,
    /** Either. */
    ANY
  }

  /** Whether it is for an object that comes about so. */
  public boolean appliesTo(Operation how, long newClass, long newType) {
    return (operation == Operation.ANY || operation == how)
        && (objectClass.isEmpty() || objectClass.getAsLong() == newClass)
        && (keyType.isEmpty() || keyType.getAsLong() == newType);
  }

  /** What a new object is given by all rules that are for it, later ones going before earlier. */
  public static List<Attribute> given(
      List<TemplateRule> rules, Operation how, long newClass, long newType) {
    Map<Long, Attribute> given = new LinkedHashMap<>();
    for (TemplateRule rule : rules) {
      if (rule.appliesTo(how, newClass, newType)) {
        rule.omitted.forEach(given::remove);
        rule.attributes.forEach(attribute -> given.put(attribute.type(), attribute));
      }
    }
    return List.copyOf(given.values());
  }
}
