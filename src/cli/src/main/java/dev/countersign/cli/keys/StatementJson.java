package dev.countersign.cli.keys;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.cli.Json;
import dev.countersign.cli.keyfiles.Pem;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.relyingparty.attestation.AttestationResult;
import dev.countersign.relyingparty.attestation.AttestationResult.Refused;
import dev.countersign.relyingparty.attestation.AttestationResult.Verified;
import dev.countersign.relyingparty.attestation.FormFactor;
import dev.countersign.relyingparty.attestation.PivStatement;
import java.io.IOException;
import java.security.PublicKey;
import java.util.Locale;
import java.util.Optional;

/** What came of verifying a statement, as JSON and in the words that it shares with text. */
final class StatementJson {
  private StatementJson() {}

  /** Writes the fields of a result into an object that is open. */
  static void write(JsonGenerator json, AttestationResult result) throws IOException {
    json.writeBooleanField("verified", result instanceof Verified);
    json.writeBooleanField(
        "provesHardware", result instanceof Verified verified && verified.provesHardware());
    Json.optional(json, "refusal", result.refusal().map(StatementJson::name));
    Json.optional(
        json,
        "detail",
        result instanceof Refused refused ? Optional.of(refused.detail()) : Optional.empty());
    if (result instanceof Verified verified) {
      write(json, verified.statement());
      json.writeObjectFieldStart("root");
      json.writeStringField("name", verified.anchor().name());
      json.writeStringField("kind", name(verified.anchor().kind()));
      json.writeEndObject();
    } else {
      json.writeNullField("statement");
      json.writeNullField("root");
    }
  }

  private static void write(JsonGenerator json, PivStatement statement) throws IOException {
    json.writeObjectFieldStart("statement");
    json.writeStringField("slot", statement.slot());
    json.writeNumberField("serial", statement.serial());
    json.writeStringField("firmware", statement.firmware());
    json.writeStringField("algorithm", algorithm(statement.key()));
    json.writeStringField("pinPolicy", name(statement.pinPolicy()));
    json.writeStringField("touchPolicy", name(statement.touchPolicy()));
    Json.optional(json, "formFactor", statement.formFactor().map(FormFactor::description));
    json.writeBooleanField("fips", statement.formFactor().filter(FormFactor::fips).isPresent());
    json.writeStringField("publicKey", Pem.encode("PUBLIC KEY", statement.key().getEncoded()));
    json.writeEndObject();
  }

  /** The name of a kind of key: {@code p256}. */
  static String algorithm(PublicKey key) {
    return KeyAlgorithm.of(key).map(KeyAlgorithm::externalName).orElse(key.getAlgorithm());
  }

  /** The name of a value: {@code match-once}. */
  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
