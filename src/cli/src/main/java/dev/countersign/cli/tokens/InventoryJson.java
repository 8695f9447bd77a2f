package dev.countersign.cli.tokens;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.cli.ErrorReport;
import dev.countersign.cli.Json;
import dev.countersign.device.Token;
import dev.countersign.device.TokenIdentity;
import dev.countersign.device.Tokens;
import java.io.IOException;
import java.util.List;

/** What is attached, as JSON. */
final class InventoryJson {
  private InventoryJson() {}

  static void write(JsonGenerator json, Tokens.Inventory inventory) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("tokens");
    for (Token token : inventory.tokens()) {
      write(json, token);
    }
    json.writeEndArray();
    names(json, "emptyReaders", inventory.emptyReaders());
    names(json, "otherCards", inventory.otherCards());
    json.writeArrayFieldStart("unusable");
    for (Tokens.Unusable unusable : inventory.unusable()) {
      json.writeStartObject();
      json.writeStringField("name", unusable.name());
      json.writeStringField("problem", ErrorReport.sentence(unusable.problem()));
      json.writeStringField("remedy", unusable.problem().remedy());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void write(JsonGenerator json, Token token) throws IOException {
    TokenIdentity identity = token.identity();
    json.writeStartObject();
    json.writeStringField("uri", token.uri().toString());
    json.writeStringField("kind", identity.kind());
    Json.optional(json, "serial", identity.serial());
    json.writeStringField("label", identity.label());
    Json.optional(json, "firmware", identity.firmware());
    json.writeBooleanField("simulated", identity.simulated());
    json.writeStringField("reader", token.reader());
    json.writeEndObject();
  }

  private static void names(JsonGenerator json, String field, List<String> names)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String name : names) {
      json.writeString(name);
    }
    json.writeEndArray();
  }
}
