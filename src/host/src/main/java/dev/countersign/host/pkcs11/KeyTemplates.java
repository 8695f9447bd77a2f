package dev.countersign.host.pkcs11;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinPolicy;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import dev.countersign.host.pkcs11.configuration.TemplateRule;
import dev.countersign.host.pkcs11.configuration.TemplateRule.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What new objects are given ([PKCS11-BASE] 4.7 to 4.10). Without rules of the configuration:
 * private parts are private, sensitive and not extractable.
 */
final class KeyTemplates {
  private final ModuleConfiguration configuration;
  private final Operation how;

  KeyTemplates(ModuleConfiguration configuration, Operation how) {
    this.configuration = configuration;
    this.how = how;
  }

  /** {@code CKK_*} of a new key. */
  static long keyType(KeyAlgorithm algorithm) {
    return switch (algorithm.family()) {
      case RSA -> Ckk.RSA;
      case EC -> Ckk.EC;
      case ED25519 -> Ckk.EC_EDWARDS;
      case X25519 -> Ckk.EC_MONTGOMERY;
    };
  }

  /**
   * A private key.
   *
   * @param uses CKA_SIGN and so on, which it is given
   */
  List<Attribute> privateKey(
      KeyAlgorithm algorithm, ObjectName name, List<Attribute> uses, KeyPolicies policies) {
    List<Attribute> wishes = new ArrayList<>();
    boolean free = policies.pin().filter(PinPolicy.NEVER::equals).isPresent();
    wishes.add(Attribute.of(Cka.PRIVATE, !free));
    wishes.add(Attribute.of(Cka.SENSITIVE, true));
    wishes.add(Attribute.of(Cka.EXTRACTABLE, false));
    wishes.addAll(uses);
    List<Attribute> fixed = named(Cko.PRIVATE_KEY, keyType(algorithm), name);
    if (policies.pin().filter(PinPolicy.ALWAYS::equals).isPresent()) {
      fixed.add(Attribute.of(Cka.ALWAYS_AUTHENTICATE, true));
    }
    return merged(Cko.PRIVATE_KEY, keyType(algorithm), wishes, fixed);
  }

  /** A public key; everyone may see it. */
  List<Attribute> publicKey(
      KeyAlgorithm algorithm, ObjectName name, List<Attribute> uses, List<Attribute> values) {
    List<Attribute> wishes = new ArrayList<>();
    wishes.add(Attribute.of(Cka.PRIVATE, false));
    wishes.addAll(uses);
    List<Attribute> fixed = named(Cko.PUBLIC_KEY, keyType(algorithm), name);
    fixed.addAll(values);
    return merged(Cko.PUBLIC_KEY, keyType(algorithm), wishes, fixed);
  }

  /** A secret key. */
  List<Attribute> secretKey(
      long keyType, ObjectName name, List<Long> uses, List<Attribute> values) {
    List<Attribute> wishes = new ArrayList<>();
    wishes.add(Attribute.of(Cka.PRIVATE, true));
    wishes.add(Attribute.of(Cka.SENSITIVE, true));
    wishes.add(Attribute.of(Cka.EXTRACTABLE, false));
    uses.forEach(use -> wishes.add(Attribute.of(use, true)));
    List<Attribute> fixed = named(Cko.SECRET_KEY, keyType, name);
    fixed.addAll(values);
    return merged(Cko.SECRET_KEY, keyType, wishes, fixed);
  }

  private static List<Attribute> named(long objectClass, long keyType, ObjectName name) {
    List<Attribute> fixed = new ArrayList<>();
    fixed.add(Attribute.of(Cka.CLASS, objectClass));
    fixed.add(Attribute.of(Cka.KEY_TYPE, keyType));
    fixed.add(Attribute.of(Cka.TOKEN, true));
    fixed.addAll(name.attributes());
    return fixed;
  }

  /** Rules go before wishes, as in SunPKCS11; what makes it this object before both. */
  private List<Attribute> merged(
      long objectClass, long keyType, List<Attribute> wishes, List<Attribute> fixed) {
    Map<Long, Attribute> all = new LinkedHashMap<>();
    fixed.forEach(attribute -> all.put(attribute.type(), attribute));
    wishes.forEach(attribute -> all.putIfAbsent(attribute.type(), attribute));
    for (TemplateRule rule : configuration.templates()) {
      if (rule.appliesTo(how, objectClass, keyType)) {
        rule.omitted().forEach(all::remove);
        rule.attributes().forEach(attribute -> all.put(attribute.type(), attribute));
      }
    }
    fixed.forEach(attribute -> all.put(attribute.type(), attribute));
    return List.copyOf(all.values());
  }
}
