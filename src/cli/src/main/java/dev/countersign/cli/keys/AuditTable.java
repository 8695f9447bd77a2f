package dev.countersign.cli.keys;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.cli.Columns;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.device.KeyAudit.Protection;
import dev.countersign.device.KeyAudit.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an audit found, as a table with a sentence, or as JSON. */
final class AuditTable {
  private static final int ROWS_AT_ONCE = 1000;

  private final Invocation invocation;
  private final List<Protection> found;

  AuditTable(Invocation invocation, List<Protection> found) {
    this.invocation = invocation;
    this.found = found;
  }

  /** Prints it. */
  void print(boolean json) {
    if (json) {
      Json.stream(invocation.out(), this::write);
    } else if (!found.isEmpty()) {
      table();
    }
    invocation.requireReader();
    invocation.note(sentence());
  }

  private void table() {
    Columns columns = new Columns("KEY", "KIND", "ORIGIN", "SENSITIVE", "EXTRACTABLE", "VERDICT");
    int rows = 0;
    for (Protection protection : found) {
      columns.row(
          protection.key().toString(),
          protection.kind(),
          origin(protection).orElse("-"),
          word(protection.sensitive()),
          word(protection.extractable()),
          VerdictWords.sentence(protection));
      if (++rows % ROWS_AT_ONCE == 0) {
        columns.flush(invocation.out());
        invocation.requireReader();
      }
    }
    columns.flush(invocation.out());
  }

  private static String word(Optional<Boolean> flag) {
    return flag.map(yes -> yes ? "yes" : "no").orElse("-");
  }

  private static Optional<String> origin(Protection protection) {
    return protection.generated().map(made -> made ? "generated" : "imported");
  }

  private long leaving() {
    return found.stream().filter(p -> VerdictWords.leaves(p.verdict())).count();
  }

  private long count(Verdict verdict) {
    return found.stream().filter(p -> p.verdict() == verdict).count();
  }

  private String sentence() {
    if (found.isEmpty()) {
      return "There is no key yet.";
    }
    long unknown = count(Verdict.UNKNOWN);
    if (leaving() == 0) {
      return staying(unknown);
    }
    List<String> ways = new ArrayList<>();
    long readable = count(Verdict.READABLE);
    if (readable > 0) {
      ways.add(readable + " in the clear");
    }
    long wrappable = count(Verdict.WRAPPABLE);
    if (wrappable > 0) {
      ways.add(wrappable + " wrapped by another key");
    }
    return "%d of %d %s can leave: %s%s."
        .formatted(
            leaving(),
            found.size(),
            keys(found.size()),
            String.join(", ", ways),
            unknown == 0 ? "" : "; of %d the token does not say".formatted(unknown));
  }

  private String staying(long unknown) {
    if (unknown > 0) {
      return "Of %d of %d %s the token does not say whether they can leave%s."
          .formatted(
              unknown,
              found.size(),
              keys(found.size()),
              unknown == found.size() ? "" : "; the others cannot");
    }
    return "0 of %d %s can leave.".formatted(found.size(), keys(found.size()));
  }

  private static String keys(int count) {
    return count == 1 ? "key" : "keys";
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("keys");
    for (Protection protection : found) {
      json.writeStartObject();
      json.writeStringField("uri", protection.key().toString());
      json.writeStringField("kind", protection.kind());
      Json.optional(json, "origin", origin(protection));
      flag(json, "sensitive", protection.sensitive());
      flag(json, "extractable", protection.extractable());
      flag(json, "alwaysSensitive", protection.alwaysSensitive());
      flag(json, "neverExtractable", protection.neverExtractable());
      flag(json, "wrapWithTrustedOnly", protection.trustedWrapOnly());
      json.writeStringField("verdict", VerdictWords.name(protection.verdict()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("total", found.size());
    json.writeNumberField("canLeave", leaving());
    json.writeEndObject();
  }

  private static void flag(JsonGenerator json, String name, Optional<Boolean> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeBooleanField(name, value.get());
    } else {
      json.writeNullField(name);
    }
  }
}
