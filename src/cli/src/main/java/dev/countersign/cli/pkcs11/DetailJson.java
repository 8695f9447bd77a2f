package dev.countersign.cli.pkcs11;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.device.TokenUri;
import dev.countersign.host.cryptoki.Structures.ModuleInfo;
import dev.countersign.host.cryptoki.Structures.SlotInfo;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import dev.countersign.host.pkcs11.ModuleReport;
import dev.countersign.host.pkcs11.Pkcs11Details;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.io.IOException;
import java.util.List;

/** A token or a module as JSON. */
final class DetailJson {
  private DetailJson() {}

  static void token(JsonGenerator json, TokenUri uri, Pkcs11Details details) throws IOException {
    json.writeStartObject();
    json.writeStringField("uri", uri.toString());
    module(json, details.configuration(), details.module());
    slot(json, details.slot(), details.slotInfo());
    token(json, details.token());
    json.writeArrayFieldStart("mechanisms");
    for (Pkcs11Details.Mechanism mechanism : details.mechanisms()) {
      json.writeStartObject();
      json.writeStringField("name", FlagWords.name(mechanism.type()));
      json.writeNumberField("type", mechanism.type());
      json.writeNumberField("minKeySize", mechanism.info().minKeySize());
      json.writeNumberField("maxKeySize", mechanism.info().maxKeySize());
      words(json, "flags", FlagWords.of(mechanism.info()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void module(JsonGenerator json, ModuleConfiguration module, ModuleReport report)
      throws IOException {
    json.writeStartObject();
    module(json, module, report.module().orElseThrow());
    json.writeArrayFieldStart("slots");
    for (ModuleReport.Slot slot : report.slots()) {
      json.writeStartObject();
      slot(json, slot.number(), slot.slot());
      token(json, slot.token());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void module(JsonGenerator json, ModuleConfiguration module, ModuleInfo info)
      throws IOException {
    json.writeObjectFieldStart("module");
    json.writeStringField("name", module.name());
    json.writeStringField("file", module.library());
    json.writeStringField("from", module.origin());
    json.writeStringField("description", info.description());
    json.writeStringField("manufacturer", info.manufacturer());
    json.writeStringField("version", info.version());
    json.writeStringField("cryptoki", info.cryptoki());
    json.writeEndObject();
  }

  private static void slot(JsonGenerator json, long number, SlotInfo slot) throws IOException {
    json.writeObjectFieldStart("slot");
    json.writeStringField("id", Long.toUnsignedString(number));
    json.writeStringField("description", slot.description());
    json.writeStringField("manufacturer", slot.manufacturer());
    words(json, "flags", FlagWords.of(slot));
    json.writeEndObject();
  }

  private static void token(JsonGenerator json, TokenInfo token) throws IOException {
    json.writeObjectFieldStart("token");
    json.writeStringField("label", token.label());
    json.writeStringField("manufacturer", token.manufacturer());
    json.writeStringField("model", token.model());
    json.writeStringField("serial", token.serial());
    json.writeStringField("hardware", token.hardwareVersion());
    json.writeStringField("firmware", token.firmwareVersion());
    json.writeStringField("pin", FlagWords.pin(token));
    json.writeNumberField("minPinBytes", token.minPinBytes());
    json.writeNumberField("maxPinBytes", token.maxPinBytes());
    limit(json, "maxSessions", token.maxSessions());
    words(json, "flags", FlagWords.of(token));
    json.writeEndObject();
  }

  private static void limit(JsonGenerator json, String name, long value) throws IOException {
    if (value > 0) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }

  private static void words(JsonGenerator json, String name, List<String> words)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String word : words) {
      json.writeString(word);
    }
    json.writeEndArray();
  }
}
