package dev.countersign.fido.webauthn;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.countersign.fido.webauthn.WebAuthnException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An object of JSON ([RFC8259]) from anyone: each name once, nothing behind it, and bounds on all
 * of it. Members that nobody asks for are passed over; null is as good as nothing.
 *
 * @param name what it is called where it is wrong
 * @param members its members; null stands for JSON's
 */
record JsonObject(String name, Map<String, @Nullable Object> members) {
  static final int MAX_CHARACTERS = 256 * 1024;
  static final int MAX_DEPTH = 12;
  private static final int MAX_NUMBER_CHARACTERS = 32;
  private static final int MAX_NAME_CHARACTERS = 2048; // credential identifiers are names too

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_NAME_CHARACTERS)
                  .maxNumberLength(MAX_NUMBER_CHARACTERS)
                  .maxStringLength(MAX_CHARACTERS)
                  .build())
          .build();

  /** Names that are shown; others may be anything. */
  private static final Pattern KNOWN = Pattern.compile("[A-Za-z]{0,40}");

  /** A number, as it is written. */
  private record Numeral(String text) {}

  /**
   * Reads options: the members themselves, or the object that browsers take, which has them at
   * {@code publicKey}.
   */
  static JsonObject options(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw WebAuthnException.badOptions(
          "are longer than %d characters".formatted(MAX_CHARACTERS));
    }
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw WebAuthnException.badOptions("are no object of JSON");
      }
      JsonObject read = object(parser, "");
      if (parser.nextToken() != null) {
        throw WebAuthnException.badOptions("have something behind their end");
      }
      return read.members.get("publicKey") instanceof JsonObject inner
              && !read.members.containsKey("challenge")
          ? inner
          : read;
    } catch (IOException e) {
      throw WebAuthnException.badOptions("are no JSON, have a member twice, or are nested too deep");
    }
  }

  private static JsonObject object(JsonParser parser, String path) throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser, name));
    }
    return new JsonObject(KNOWN.matcher(path).matches() ? path : "a member", members);
  }

  private static @Nullable Object value(JsonParser parser, String name) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, name);
      case START_ARRAY -> array(parser, name);
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getText());
      default -> null;
    };
  }

  private static List<@Nullable Object> array(JsonParser parser, String name) throws IOException {
    List<@Nullable Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser, name));
    }
    return items;
  }

  private <T> Optional<T> get(String member, Class<T> type, String wanted) {
    Object value = members.get(member);
    if (value != null && !type.isInstance(value)) {
      throw WebAuthnException.badOptions("have no %s at %s".formatted(wanted, shown(member)));
    }
    return Optional.ofNullable(value).map(type::cast);
  }

  /** The text at a name; it may be missing. */
  Optional<String> text(String member) {
    return get(member, String.class, "text");
  }

  /** The text at a name, which must be there. */
  String requiredText(String member) {
    return text(member).orElseThrow(() -> missing(member));
  }

  /** Whether true is at a name. */
  boolean isTrue(String member) {
    return get(member, Boolean.class, "true or false").orElse(false);
  }

  /** The object at a name; it may be missing. */
  Optional<JsonObject> object(String member) {
    return get(member, JsonObject.class, "object");
  }

  /** The object at a name, which must be there. */
  JsonObject requiredObject(String member) {
    return object(member).orElseThrow(() -> missing(member));
  }

  /** The objects of the array at a name; none when it is not there. */
  List<JsonObject> objects(String member) {
    List<JsonObject> objects = new ArrayList<>();
    for (Object item : get(member, List.class, "array").map(list -> (List<?>) list).orElse(List.of())) {
      if (!(item instanceof JsonObject object)) {
        throw WebAuthnException.badOptions("have something else than objects at " + shown(member));
      }
      objects.add(object);
    }
    return objects;
  }

  /** The number at a name, cut to a whole one of 64 bits; it may be missing. */
  Optional<Long> number(String member) {
    return get(member, Numeral.class, "number")
        .map(numeral -> (long) Double.parseDouble(numeral.text()));
  }

  /** The bytes at a name; it may be missing. */
  Optional<byte[]> bytes(String member) {
    return text(member).map(text -> base64Url(text, shown(member)));
  }

  /** The bytes at a name, which must be there. */
  byte[] requiredBytes(String member) {
    return bytes(member).orElseThrow(() -> missing(member));
  }

  private String shown(String member) {
    return name.isEmpty() ? member : name + "." + member;
  }

  private WebAuthnException missing(String member) {
    return WebAuthnException.badOptions("have no " + shown(member));
  }

  /**
   * Reads base64url ([RFC4648] 5) in the one way in which browsers take it, without padding
   * ([WEBAUTHN-3] 3).
   */
  private static byte[] base64Url(String text, String what) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw WebAuthnException.of(
        Kind.ENCODING,
        "the options have no base64url at " + what,
        "have the relying party write bytes in base64url without padding, as browsers want them");
  }
}
