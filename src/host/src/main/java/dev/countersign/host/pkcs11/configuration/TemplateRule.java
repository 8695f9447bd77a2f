package dev.countersign.host.pkcs11.configuration;

import dev.countersign.host.cryptoki.Attribute;
import java.util.List;
import java.util.OptionalLong;

/**
 * One {@code attributes(operation, class, type) = { ... }} of a SunPKCS11 configuration: what a new
 * object is given beside what it needs.
 *
 * @param operation how the object comes about
 * @param objectClass {@code CKO_*}; every class when empty
 * @param keyType {@code CKK_*}; every type when empty
 * @param attributes what it is given; an attribute that a later rule names again is as that says
 */
public record TemplateRule(
    Operation operation,
    OptionalLong objectClass,
    OptionalLong keyType,
    List<Attribute> attributes) {

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
}
