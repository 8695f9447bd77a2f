package dev.countersign.host.pkcs11;

import dev.countersign.device.TokenUri;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Attributes;
import dev.countersign.host.cryptoki.Cka;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What an object is called on its token: CKA_ID and CKA_LABEL. A private key, its public half and
 * its certificate have the same CKA_ID ([PKCS11-BASE] 4.7 to 4.9).
 */
final class ObjectName {
  static final String OBJECT = "object";
  static final String ID = "id";

  private final byte[] id;
  private final String label;

  /**
   * A name.
   *
   * @param id CKA_ID; empty when the object has none
   * @param label CKA_LABEL; empty when the object has none
   */
  ObjectName(byte[] id, String label) {
    this.id = id.clone();
    this.label = label;
  }

  static ObjectName of(Attributes attributes) {
    return new ObjectName(
        attributes.bytes(Cka.ID).orElse(new byte[0]), attributes.text(Cka.LABEL).orElse(""));
  }

  byte[] id() {
    return id.clone();
  }

  String label() {
    return label;
  }

  /** What a URI says, as the attributes of a search; none when it names no object. */
  static List<Attribute> search(TokenUri uri) {
    List<Attribute> wanted = new ArrayList<>();
    uri.bytes(ID).ifPresent(id -> wanted.add(Attribute.of(Cka.ID, id)));
    uri.attribute(OBJECT).ifPresent(label -> wanted.add(Attribute.of(Cka.LABEL, label)));
    return wanted;
  }

  /** Finds this object, among those of its class. */
  List<Attribute> search() {
    List<Attribute> wanted = new ArrayList<>();
    if (id.length > 0) {
      wanted.add(Attribute.of(Cka.ID, id));
    }
    // An object without an id is known by its label alone.
    if (!label.isEmpty() || id.length == 0) {
      wanted.add(Attribute.of(Cka.LABEL, label));
    }
    return wanted;
  }

  /** Without the label, in which the halves of a key may differ; as it is where there is no id. */
  ObjectName anonymous() {
    return id.length > 0 ? new ObjectName(id, "") : this;
  }

  /** What an object of this name is given. */
  List<Attribute> attributes() {
    List<Attribute> given = new ArrayList<>();
    if (id.length > 0) {
      given.add(Attribute.of(Cka.ID, id));
    }
    if (!label.isEmpty()) {
      given.add(Attribute.of(Cka.LABEL, label));
    }
    return given;
  }

  /** The same on a token. */
  TokenUri on(TokenUri token, Optional<String> type) {
    TokenUri uri = token;
    if (!label.isEmpty()) {
      uri = uri.with(OBJECT, label);
    }
    if (id.length > 0) {
      uri = uri.with(ID, id);
    }
    return type.isPresent() ? uri.with("type", type.get()) : uri;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ObjectName that
        && Arrays.equals(id, that.id)
        && label.equals(that.label);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(id) + label.hashCode();
  }
}
