package dev.countersign.relyingparty.webauthn;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object of JSON ([RFC8259]) that may come from anyone: each name once, nothing behind it, and
 * bounds on all of it.
 *
 * @param members its members; null stands for JSON's
 */
record JsonObject(Map<String, @Nullable Object> members) {
  /** A number as it is written; nobody here needs its value. */
  private record Numeral(String text) {}

  private static final int MAX_DEPTH = 12;
  private static final int MAX_NAME_CHARACTERS = 256;
  private static final int MAX_NUMBER_CHARACTERS = 32;
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  /**
   * Reads one.
   *
   * @param maxCharacters more are refused before they are looked at
   */
  static JsonObject parse(String text, int maxCharacters) throws MalformedException {
    if (text.length() > maxCharacters) {
      throw new MalformedException("it is longer than any response");
    }
    try (JsonParser parser = factory(maxCharacters).createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedException("it is no object");
      }
      JsonObject object = object(parser);
      if (parser.nextToken() != null) {
        throw new MalformedException("there is something behind it");
      }
      return object;
    } catch (IOException e) {
      throw new MalformedException("it is no JSON");
    }
  }

  private static final JsonFactory RESPONSES = create(Responses.MAX_CHARACTERS);

  private static JsonFactory factory(int maxCharacters) {
    return maxCharacters == Responses.MAX_CHARACTERS ? RESPONSES : create(maxCharacters);
  }

  private static JsonFactory create(int maxCharacters) {
    return JsonFactory.builder()
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNameLength(MAX_NAME_CHARACTERS)
                .maxNumberLength(MAX_NUMBER_CHARACTERS)
                .maxStringLength(maxCharacters)
                .build())
        .build();
  }

  private static JsonObject object(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    int names = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser));
      if (members.size() != ++names) {
        throw new JsonParseException(parser, "a name is there twice");
      }
    }
    return new JsonObject(members);
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getText());
      default -> null;
    };
  }

  private static List<@Nullable Object> array(JsonParser parser) throws IOException {
    List<@Nullable Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return items;
  }

  /** The text at a name, which must be there. */
  String text(String name) throws MalformedException {
    return optionalText(name)
        .orElseThrow(() -> new MalformedException("%s is not there".formatted(name)));
  }

  /** The text at a name; empty also for null. */
  Optional<String> optionalText(String name) throws MalformedException {
    return optional(name, String.class);
  }

  /** True or false at a name; empty also for null. */
  Optional<Boolean> optionalBoolean(String name) throws MalformedException {
    return optional(name, Boolean.class);
  }

  /** The object at a name; empty also for null. */
  Optional<JsonObject> optionalObject(String name) throws MalformedException {
    return optional(name, JsonObject.class);
  }

  /** The objects of the array at a name; none when it is not there. */
  <T> List<T> list(String name, Class<T> type) throws MalformedException {
    Optional<List<?>> items = optional(name, List.class).map(list -> (List<?>) list);
    List<T> typed = new ArrayList<>();
    for (Object item : items.orElse(List.of())) {
      if (!type.isInstance(item)) {
        throw new MalformedException("%s holds something else".formatted(name));
      }
      typed.add(type.cast(item));
    }
    return typed;
  }

  private <T> Optional<T> optional(String name, Class<T> type) throws MalformedException {
    Object value = members.get(name);
    if (value != null && !type.isInstance(value)) {
      throw new MalformedException("%s is something else".formatted(name));
    }
    return Optional.ofNullable(value).map(type::cast);
  }

  /** The bytes at a name in base64url without padding ([RFC4648] 5), which must be there. */
  byte[] bytes(String name) throws MalformedException {
    return base64Url(text(name));
  }

  /** Reads base64url, in the one way in which it may be written. */
  static byte[] base64Url(String text) throws MalformedException {
    if (isWhole(text)) {
      try {
        return Base64.getUrlDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        // said below
      }
    }
    throw new MalformedException("a text is not base64url");
  }

  /** Without padding, and without bits in the last character that are of no byte. */
  private static boolean isWhole(String text) {
    int rest = text.length() % 4;
    if (rest == 0) {
      return !text.endsWith("=");
    }
    int last = ALPHABET.indexOf(text.charAt(text.length() - 1));
    return rest != 1 && last >= 0 && (last & (rest == 2 ? 0x0F : 0x03)) == 0;
  }
}
