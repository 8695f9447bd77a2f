package dev.countersign.aws.cloudfront;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The 14 published RSA signatures. */
final class Vectors {
  private Vectors() {}

  /** One of them. */
  record Vector(Map<String, String> members) {
    String get(String name) {
      return Objects.requireNonNull(members.get(name), name);
    }

    HashAlgorithm hash() {
      return HashAlgorithm.valueOf(get("hash"));
    }

    boolean cookies() {
      return get("kind").equals("cookies");
    }

    boolean canned() {
      return get("id").startsWith("canned");
    }

    /** The URL that is asked for. */
    String url() {
      return members.getOrDefault("applyTo", get("resource"));
    }

    /** The policy, built from its values and not from its text. */
    Policy policy() {
      if (canned()) {
        return Policy.canned(TestKeys.EXPIRES);
      }
      CustomPolicy.Builder builder = Policy.custom(TestKeys.EXPIRES).resource(get("resource"));
      if (get("id").contains("active-date")) {
        builder.starts(new EpochTime(1767200000));
      }
      if (get("id").contains("ip-range")) {
        builder.ip("192.168.0.0/24");
      }
      if (get("id").contains("policy-cookies")) {
        builder.ip("10.0.0.0/8");
      }
      return builder.build();
    }

    @Override
    public String toString() {
      return get("id");
    }
  }

  static List<Vector> all() {
    List<Vector> vectors = new ArrayList<>();
    try (JsonParser parser =
        new JsonFactory().createParser(TestKeys.resource("sep-rsa-vectors.json"))) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        Map<String, String> members = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          if (parser.nextToken() == JsonToken.VALUE_STRING) {
            members.put(name, parser.getText());
          }
        }
        vectors.add(new Vector(members));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return vectors;
  }
}
