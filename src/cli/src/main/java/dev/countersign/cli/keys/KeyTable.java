package dev.countersign.cli.keys;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.cli.Columns;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.MacKey;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.TokenKey;
import dev.countersign.device.TouchPolicy;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Keys as a table, or as JSON. */
final class KeyTable {
  private static final int ROWS_AT_ONCE = 1000;

  /** What a secret key does, in the place of an algorithm: its hash function may be any. */
  private static final String MAC = "hmac";

  private final Invocation invocation;
  private final List<TokenKey> keys = new ArrayList<>();
  private final List<MacKey> macKeys = new ArrayList<>();

  KeyTable(Invocation invocation) {
    this.invocation = invocation;
  }

  /** Adds keys. */
  void add(List<TokenKey> more) {
    keys.addAll(more);
  }

  /** Adds secret keys that make MACs. */
  void addMacKeys(List<MacKey> more) {
    macKeys.addAll(more);
  }

  /** Prints it. */
  void print(boolean json) {
    if (json) {
      Json.stream(invocation.out(), this::write);
    } else if (keys.isEmpty() && macKeys.isEmpty()) {
      invocation.note("There is no key yet; countersign keys generate makes one.");
    } else {
      table();
    }
    invocation.requireReader();
  }

  private void table() {
    Columns columns = new Columns("KEY", "ALGORITHM", "PIN", "TOUCH", "ORIGIN", "CERTIFICATE");
    int rows = 0;
    for (TokenKey key : keys) {
      columns.row(
          key.uri().toString(),
          key.algorithm().externalName(),
          key.policies().pin().map(PinPolicy::externalName).orElse("-"),
          key.policies().touch().map(TouchPolicy::externalName).orElse("-"),
          key.origin().map(KeyTable::name).orElse("-"),
          subject(certificate(key)).orElse("-"));
      if (++rows % ROWS_AT_ONCE == 0) {
        columns.flush(invocation.out());
        invocation.requireReader();
      }
    }
    for (MacKey key : macKeys) {
      columns.row(key.uri().toString(), MAC, "-", touch(key).orElse("-"), "-", "-");
    }
    columns.flush(invocation.out());
  }

  private static Optional<String> touch(MacKey key) {
    return key.touchPolicy().map(TouchPolicy::externalName);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("keys");
    for (TokenKey key : keys) {
      Optional<X509Certificate> certificate = certificate(key);
      json.writeStartObject();
      json.writeStringField("uri", key.uri().toString());
      json.writeStringField("algorithm", key.algorithm().externalName());
      Json.optional(json, "pinPolicy", key.policies().pin().map(PinPolicy::externalName));
      Json.optional(json, "touchPolicy", key.policies().touch().map(TouchPolicy::externalName));
      Json.optional(json, "origin", key.origin().map(KeyTable::name));
      Json.optional(json, "certificateSubject", subject(certificate));
      Json.optional(
          json,
          "certificateNotAfter",
          certificate.map(found -> found.getNotAfter().toInstant().toString()));
      json.writeEndObject();
    }
    for (MacKey key : macKeys) {
      json.writeStartObject();
      json.writeStringField("uri", key.uri().toString());
      json.writeStringField("algorithm", MAC);
      json.writeNullField("pinPolicy");
      Json.optional(json, "touchPolicy", touch(key));
      json.writeNullField("origin");
      json.writeNullField("certificateSubject");
      json.writeNullField("certificateNotAfter");
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String name(KeyOrigin origin) {
    return origin.name().toLowerCase(Locale.ROOT);
  }

  /** Asked of each key once: those of a list find theirs among all that were read together. */
  private static Optional<X509Certificate> certificate(TokenKey key) {
    return key.certificateChain().stream().findFirst();
  }

  private static Optional<String> subject(Optional<X509Certificate> certificate) {
    return certificate
        .map(found -> found.getSubjectX500Principal().getName())
        .map(name -> name.replaceAll("\\p{Cntrl}", "?"));
  }
}
