package dev.countersign.aws.cloudfront;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a policy ([CF-SIGNED] custom policy statement): one statement, the known
 * members only, each once, and epoch times as plain integers. CloudFront may take more than this;
 * what it does then is not documented, so nothing else is let through.
 */
final class PolicyReader {
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxNumberLength(32)
                  .maxNameLength(64)
                  .maxStringLength(Limits.POLICY)
                  .maxDocumentLength(Limits.POLICY_FILE)
                  .build())
          .build();

  private final JsonParser parser;
  private @Nullable String resource;
  private @Nullable EpochTime expires;
  private @Nullable EpochTime starts;
  private @Nullable String sourceIp;

  private PolicyReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads a policy.
   *
   * @throws CloudFrontInputException when it is not JSON, or not a policy
   */
  static PolicyStatement read(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      return new PolicyReader(parser).policy();
    } catch (StreamReadException e) {
      throw wrong("is not JSON: " + firstLine(e.getOriginalMessage()) + position(e));
    } catch (IOException e) {
      throw wrong("cannot be read: " + firstLine(String.valueOf(e.getMessage())));
    }
  }

  private static String position(StreamReadException e) {
    return e.getLocation() == null
        ? ""
        : " (line %d, column %d)"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  private static String firstLine(String message) {
    return Characters.shown(message.lines().findFirst().orElse(""));
  }

  private PolicyStatement policy() throws IOException {
    expect(parser.nextToken(), JsonToken.START_OBJECT, "the policy");
    for (String name = member("the policy"); name != null; name = member("the policy")) {
      if (!name.equals("Statement")) {
        throw unknown(name, "beside Statement");
      }
      expect(parser.nextToken(), JsonToken.START_ARRAY, "Statement");
      if (parser.nextToken() == JsonToken.END_ARRAY) {
        throw wrong("has no statement");
      }
      statement();
      if (parser.nextToken() != JsonToken.END_ARRAY) {
        throw wrong("has more than one statement");
      }
    }
    if (parser.nextToken() != null) {
      throw wrong("has text after its end");
    }
    if (expires == null) {
      throw wrong("has no DateLessThan, which CloudFront requires");
    }
    return new PolicyStatement(
        Optional.ofNullable(resource),
        expires,
        Optional.ofNullable(starts),
        Optional.ofNullable(sourceIp));
  }

  private void statement() throws IOException {
    expect(parser.currentToken(), JsonToken.START_OBJECT, "a statement");
    for (String name = member("the statement"); name != null; name = member("the statement")) {
      switch (name) {
        case "Resource" -> resource = string(name);
        case "Condition" -> condition();
        default -> throw unknown(name, "in the statement");
      }
    }
  }

  private void condition() throws IOException {
    expect(parser.nextToken(), JsonToken.START_OBJECT, "Condition");
    for (String name = member("Condition"); name != null; name = member("Condition")) {
      switch (name) {
        case "DateLessThan" -> {
          open(name, "AWS:EpochTime");
          expires = epochTime(name);
        }
        case "DateGreaterThan" -> {
          open(name, "AWS:EpochTime");
          starts = epochTime(name);
        }
        case "IpAddress" -> {
          open(name, "AWS:SourceIp");
          sourceIp = string("AWS:SourceIp");
        }
        default -> throw unknown(name, "in Condition");
      }
      if (parser.nextToken() != JsonToken.END_OBJECT) {
        throw wrong("has more than one value in " + name);
      }
    }
  }

  /** Opens the object of a condition, which has one member of this name. */
  private void open(String condition, String key) throws IOException {
    expect(parser.nextToken(), JsonToken.START_OBJECT, condition);
    if (parser.nextToken() != JsonToken.FIELD_NAME || !key.equals(parser.currentName())) {
      throw wrong("has no %s in %s".formatted(key, condition));
    }
  }

  private EpochTime epochTime(String condition) throws IOException {
    JsonToken token = parser.nextToken();
    String digits = token == JsonToken.VALUE_NUMBER_INT ? parser.getText() : "";
    if (digits.isEmpty() || digits.charAt(0) == '-' || digits.length() > 19) {
      throw wrong(
          "has a time in %s that is not a whole number of seconds from 0 to %d"
              .formatted(condition, Long.MAX_VALUE));
    }
    try {
      return new EpochTime(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      throw wrong("has a time in %s above %d".formatted(condition, Long.MAX_VALUE));
    }
  }

  private String string(String what) throws IOException {
    expect(parser.nextToken(), JsonToken.VALUE_STRING, what);
    return parser.getText();
  }

  /** The next member's name; null at the object's end. */
  private @Nullable String member(String where) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.END_OBJECT) {
      return null;
    }
    expect(token, JsonToken.FIELD_NAME, where);
    return parser.currentName();
  }

  private static void expect(@Nullable JsonToken found, JsonToken wanted, String what) {
    if (found != wanted) {
      String kind =
          switch (wanted) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            default -> "whole";
          };
      throw wrong("is not a CloudFront policy: %s is not %s".formatted(what, kind));
    }
  }

  private static CloudFrontInputException unknown(String name, String where) {
    return wrong(
        "has a member %s %s, which CloudFront does not know"
            .formatted(Characters.shown(name), where));
  }

  private static CloudFrontInputException wrong(String what) {
    return new CloudFrontInputException(
        "the policy " + what,
        "write it as {\"Statement\":[{\"Resource\":\"https://HOST/PATH\",\"Condition\":"
            + "{\"DateLessThan\":{\"AWS:EpochTime\":SECONDS}}}]}");
  }
}
