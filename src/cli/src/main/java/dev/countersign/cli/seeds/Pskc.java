package dev.countersign.cli.seeds;

import dev.countersign.device.Secret;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * A key container with one key in the clear ([RFC6030] 4). Document types are refused, so there are
 * no entities to expand and no files to fetch. The buffers of the XML parser cannot be wiped.
 */
final class Pskc {
  private static final String NAMESPACE = "urn:ietf:params:xml:ns:keyprov:pskc";
  private static final String ALGORITHM = NAMESPACE + ":";
  private static final String SECRET = "Data/Secret/PlainValue";
  private static final int MAX_DEPTH = 32;
  private static final int MAX_SECRET_CHARACTERS = 1024;

  private final Deque<String> path = new ArrayDeque<>();
  private final Map<String, String> values = new HashMap<>();
  private final char[] secret = new char[MAX_SECRET_CHARACTERS];
  private int secretLength;
  private int keys;

  private Pskc() {}

  /** Whether the content is XML. */
  static boolean is(byte[] content) {
    int at = 0;
    while (at < content.length && (content[at] <= ' ')) {
      at++; // also the bytes of a byte order mark, which are negative
    }
    return at < content.length && content[at] == '<';
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException when it is none, or one that cannot be used; the message
   *     repeats nothing of the secret
   */
  static Enrolment read(byte[] content) {
    Pskc container = new Pskc();
    try {
      container.scan(content);
      return container.enrolment();
    } catch (XMLStreamException e) {
      throw new IllegalArgumentException("the XML of the PSKC file is broken", e);
    } finally {
      Arrays.fill(container.secret, '\0');
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    return factory;
  }

  private void scan(byte[] content) throws XMLStreamException {
    XMLStreamReader xml = factory().createXMLStreamReader(new ByteArrayInputStream(content));
    try {
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
              throw new IllegalArgumentException("a PSKC file has no document type");
          case XMLStreamConstants.START_ELEMENT -> start(xml);
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(xml);
          case XMLStreamConstants.END_ELEMENT -> path.removeLast();
          default -> {
            // comments and the like
          }
        }
      }
    } finally {
      xml.close();
    }
  }

  private void start(XMLStreamReader xml) {
    path.addLast(NAMESPACE.equals(xml.getNamespaceURI()) ? xml.getLocalName() : "?");
    if (path.size() == 1 && !place().equals("KeyContainer")) {
      throw new IllegalArgumentException("the XML is no PSKC key container");
    } else if (path.size() > MAX_DEPTH) {
      throw new IllegalArgumentException("the XML is nested too deep");
    }
    switch (place()) {
      case "KeyContainer/KeyPackage/Key" -> {
        keys++;
        attribute(xml, "Id");
        attribute(xml, "Algorithm");
      }
      case "KeyContainer/KeyPackage/Key/AlgorithmParameters/ResponseFormat" -> {
        attribute(xml, "Length");
        attribute(xml, "Encoding");
      }
      case "KeyContainer/KeyPackage/Key/Data/Secret/EncryptedValue" ->
          throw new IllegalArgumentException(
              "its seed is encrypted, and Countersign takes PSKC files in the clear only;"
                  + " decrypt it with the issuer's tool");
      default -> {
        // of no interest
      }
    }
  }

  private String place() {
    return String.join("/", path);
  }

  private void attribute(XMLStreamReader xml, String name) {
    @Nullable String value = xml.getAttributeValue(null, name);
    if (value != null) {
      values.put(name, value);
    }
  }

  private void text(XMLStreamReader xml) {
    String start = "KeyContainer/KeyPackage/Key/";
    String place = place();
    if (!place.startsWith(start)) {
      return;
    }
    String part = place.substring(start.length());
    if (part.equals(SECRET)) {
      // The parser's own array, since a String could not be wiped.
      char[] all = xml.getTextCharacters();
      for (int i = 0; i < xml.getTextLength(); i++) {
        char c = all[xml.getTextStart() + i];
        if (c > ' ') {
          if (secretLength == secret.length) {
            throw new IllegalArgumentException("its seed is too long");
          }
          secret[secretLength++] = c;
        }
      }
    } else {
      values.merge(part, xml.getText(), String::concat);
    }
  }

  private Enrolment enrolment() {
    if (keys != 1) {
      throw new IllegalArgumentException(
          "the PSKC file has %d keys, and one is added at a time".formatted(keys));
    }
    Optional<Integer> digits = number("Length", 1, 99);
    if (value("Encoding").filter(e -> !e.equals("DECIMAL")).isPresent()) {
      throw new IllegalArgumentException("its codes are not decimal");
    }
    CodeKind kind = kind();
    return new Enrolment(
        value("Issuer"),
        value("UserId").or(() -> value("Id")),
        Optional.of(kind),
        value("AlgorithmParameters/Suite").map(Pskc::hash),
        digits.isPresent() ? OptionalInt.of(digits.get()) : OptionalInt.empty(),
        number("Data/TimeInterval/PlainValue", 1, 86_400).map(Duration::ofSeconds),
        kind == CodeKind.HOTP
            ? OptionalLong.of(number("Data/Counter/PlainValue", 0, Integer.MAX_VALUE).orElse(0))
            : OptionalLong.empty(),
        seed());
  }

  private CodeKind kind() {
    String algorithm = value("Algorithm").orElse("");
    return switch (algorithm.startsWith(ALGORITHM) ? algorithm.substring(ALGORITHM.length()) : "") {
      case "hotp" -> CodeKind.HOTP;
      case "totp" -> CodeKind.TOTP;
      default ->
          throw new IllegalArgumentException("its key is for an algorithm other than HOTP or TOTP");
    };
  }

  private static OathHash hash(String suite) {
    return OathHash.byName(suite)
        .orElseThrow(
            () -> new IllegalArgumentException("its hash is none of SHA1, SHA256, SHA512"));
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  private Optional<Integer> number(String name, int smallest, int greatest) {
    return value(name)
        .map(
            text -> {
              try {
                int number = Integer.parseInt(text);
                if (number >= smallest && number <= greatest) {
                  return number;
                }
              } catch (NumberFormatException e) {
                // said below
              }
              throw new IllegalArgumentException(
                  "%s is a number from %d to %d".formatted(name, smallest, greatest));
            });
  }

  private Secret seed() {
    byte[] encoded = new byte[secretLength];
    byte[] decoded = new byte[0];
    try {
      for (int i = 0; i < secretLength; i++) {
        encoded[i] = secret[i] < 0x80 ? (byte) secret[i] : (byte) '?';
      }
      if (encoded.length == 0) {
        throw new IllegalArgumentException("it has no seed in the clear");
      }
      decoded = decoded(encoded);
      return Secret.copyOf(decoded);
    } finally {
      Arrays.fill(encoded, (byte) 0);
      Arrays.fill(decoded, (byte) 0);
    }
  }

  private static byte[] decoded(byte[] base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("its seed is not base64"); // what it is, nobody is told
    }
  }
}
