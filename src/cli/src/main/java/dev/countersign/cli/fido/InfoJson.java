package dev.countersign.cli.fido;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.cli.Json;
import dev.countersign.device.Token;
import dev.countersign.device.TokenIdentity;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.SecurityKeyPins;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** What a key says about itself, as JSON. The names of the members are a contract. */
final class InfoJson {
  private InfoJson() {}

  static void identity(JsonGenerator json, Token token, TokenIdentity identity) throws IOException {
    json.writeStringField("uri", token.uri().toString());
    Json.optional(json, "serial", identity.serial());
    json.writeStringField("label", identity.label());
    Json.optional(json, "firmware", identity.firmware());
    json.writeBooleanField("simulated", identity.simulated());
    json.writeStringField("reader", token.reader());
  }

  static void make(JsonGenerator json, SecurityKeyInfo info) throws IOException {
    Json.optional(json, "aaguid", InfoWords.aaguid(info));
    texts(json, "versions", info.versions().stream().sorted().toList());
    texts(json, "transports", info.transports());
  }

  static void all(
      JsonGenerator json, Token token, SecurityKeyInfo info, Optional<SecurityKeyPins.State> state)
      throws IOException {
    json.writeStartObject();
    identity(json, token, token.identity());
    make(json, info);
    texts(json, "extensions", info.extensions().stream().sorted().toList());
    json.writeArrayFieldStart("algorithms");
    for (int algorithm : info.algorithms()) {
      json.writeNumber(algorithm);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("options");
    for (Map.Entry<String, Boolean> option : new TreeMap<>(info.options()).entrySet()) {
      json.writeBooleanField(option.getKey(), option.getValue());
    }
    json.writeEndObject();
    pin(json, info, state);
    limits(json, info.limits());
    json.writeEndObject();
  }

  private static void pin(
      JsonGenerator json, SecurityKeyInfo info, Optional<SecurityKeyPins.State> state)
      throws IOException {
    json.writeObjectFieldStart("pin");
    json.writeBooleanField("supported", state.isPresent());
    json.writeBooleanField("set", state.map(SecurityKeyPins.State::set).orElse(false));
    boolean counted = state.map(SecurityKeyPins.State::set).orElse(false);
    number(
        json,
        "attemptsLeft",
        counted ? OptionalInt.of(state.orElseThrow().attemptsLeft()) : OptionalInt.empty());
    json.writeBooleanField(
        "plugInAgain", state.map(SecurityKeyPins.State::plugInAgain).orElse(false));
    json.writeNumberField("minimumCharacters", info.pin().minimumCharacters());
    json.writeBooleanField("mustChange", info.pin().mustChange());
    json.writeEndObject();
  }

  private static void limits(JsonGenerator json, SecurityKeyInfo.Limits limits) throws IOException {
    json.writeObjectFieldStart("limits");
    json.writeNumberField("messageBytes", limits.messageBytes());
    number(json, "credentialsInList", limits.credentialsInList());
    number(json, "credentialIdBytes", limits.credentialIdBytes());
    number(json, "discoverableLeft", limits.discoverableLeft());
    json.writeNumberField("largeBlobBytes", limits.largeBlobBytes());
    json.writeNumberField("blobBytes", limits.blobBytes());
    json.writeEndObject();
  }

  /** Writes a number, or null when there is none. */
  static void number(JsonGenerator json, String name, OptionalInt value) throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, value.getAsInt());
    } else {
      json.writeNullField(name);
    }
  }

  private static void texts(JsonGenerator json, String name, Collection<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
