package dev.countersign.cli.keys;

import dev.countersign.cli.Failure;
import org.bouncycastle.asn1.x500.X500Name;

/** A subject as it is typed. */
final class SubjectName {
  private SubjectName() {}

  static X500Name parse(String text) {
    try {
      X500Name name = new X500Name(text);
      if (name.getRDNs().length == 0) {
        throw new IllegalArgumentException("empty");
      }
      return name;
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          "'%s' is no subject name".formatted(text), "write it like CN=alice,O=Example");
    }
  }
}
