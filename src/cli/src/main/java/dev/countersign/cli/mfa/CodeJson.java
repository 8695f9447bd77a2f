package dev.countersign.cli.mfa;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.cli.Json;
import dev.countersign.device.Code;
import dev.countersign.device.CodeAccount;
import dev.countersign.wire.oath.OathHash;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Accounts and codes as JSON. */
final class CodeJson {
  private CodeJson() {}

  /** Writes what is known of an account, into an object. */
  static void account(JsonGenerator json, Found found) throws IOException {
    CodeAccount account = found.account();
    json.writeStringField("account", account.id().label());
    Json.optional(json, "issuer", account.id().issuer());
    json.writeStringField("name", account.id().name());
    json.writeStringField("uri", found.uri().toString());
    json.writeStringField("token", found.token().uri().toString());
    json.writeStringField("kind", account.kind().name().toLowerCase(Locale.ROOT));
    if (account.id().period().isPresent()) {
      json.writeNumberField("periodSeconds", account.id().period().get().toSeconds());
    } else {
      json.writeNullField("periodSeconds");
    }
    Json.optional(json, "hash", account.hash().map(OathHash::digestName));
    if (account.digits().isPresent()) {
      json.writeNumberField("digits", account.digits().getAsInt());
    } else {
      json.writeNullField("digits");
    }
    if (account.touch().isPresent()) {
      json.writeBooleanField("touch", account.touch().get());
    } else {
      json.writeNullField("touch");
    }
  }

  /** Writes a code, into an object. */
  static void code(JsonGenerator json, Code code, Instant now) throws IOException {
    json.writeStringField("code", code.text());
    Json.optional(json, "validFrom", code.validFrom().map(Instant::toString));
    Json.optional(json, "validUntil", code.validUntil().map(Instant::toString));
    if (code.validUntil().isPresent()) {
      json.writeNumberField("secondsLeft", secondsLeft(code, now));
    } else {
      json.writeNullField("secondsLeft");
    }
  }

  /** How many whole seconds a code has to live; 0 when it ran out or never does. */
  static long secondsLeft(Code code, Instant now) {
    return Math.max(
        0, code.validUntil().map(end -> Duration.between(now, end).toSeconds()).orElse(0L));
  }
}
