package dev.countersign.cli.piv;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.card.piv.PivAdministration;
import dev.countersign.card.piv.PivFeature;
import dev.countersign.card.piv.PivStatus;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says how a token stands. */
@Command(
    name = "info",
    description = "Say how the PIV application stands: tries left, factory values, features.",
    footer = {"%nExample:", "  countersign piv info --json"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PivInfo implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private TokenOption token;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  PivInfo(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = invocation.open()) {
      Token found = token.find(session);
      PivStatus status = found.require(PivAdministration.class).status();
      if (json) {
        Json.print(invocation.out(), out -> write(out, found, status));
      } else {
        print(found, status);
      }
    }
    return 0;
  }

  private void print(Token found, PivStatus status) {
    PrintStream out = invocation.out();
    out.println("token:           " + found.uri());
    out.println("what:            " + status.label() + (found.simulated() ? " (simulated)" : ""));
    out.println("firmware:        " + status.firmware().orElse("not told"));
    out.println("GUID:            " + status.guid().orElse("none"));
    out.println("PIN:             " + words(status.pin()));
    out.println("PUK:             " + words(status.puk()));
    out.println(
        "management key:  %s, %s%s"
            .formatted(
                status.managementKeyAlgorithm().map(Enum::name).orElse("kind not told"),
                status.managementKeyProtected() ? "opened by the PIN" : "not stored on the token",
                factory(status.managementKeyFactory())));
    out.println("can:             " + features(status));
  }

  private static String words(PivStatus.Reference reference) {
    OptionalInt left = reference.triesLeft();
    String tries =
        left.isEmpty()
            ? "tries not told"
            : left.getAsInt() == 0
                ? "blocked"
                : reference.tries().isPresent()
                    ? "%d of %d tries left".formatted(left.getAsInt(), reference.tries().getAsInt())
                    : "%d tries left".formatted(left.getAsInt());
    return tries + factory(reference.factory());
  }

  private static String factory(Optional<Boolean> factory) {
    return factory.map(set -> set ? ", STILL THE FACTORY'S" : ", set by its owner").orElse("");
  }

  private static String features(PivStatus status) {
    if (status.features().isEmpty()) {
      return "what the standard says, nothing beyond it";
    }
    return status.features().stream().sorted().map(PivInfo::name).collect(Collectors.joining(", "));
  }

  private static String name(PivFeature feature) {
    return feature.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void write(JsonGenerator json, Token token, PivStatus status) throws IOException {
    json.writeStartObject();
    json.writeStringField("uri", token.uri().toString());
    json.writeStringField("label", status.label());
    json.writeBooleanField("simulated", token.simulated());
    Json.optional(json, "firmware", status.firmware());
    Json.optional(json, "serial", status.serial());
    Json.optional(json, "guid", status.guid());
    reference(json, "pin", status.pin());
    reference(json, "puk", status.puk());
    json.writeObjectFieldStart("managementKey");
    Json.optional(
        json,
        "algorithm",
        status.managementKeyAlgorithm().map(a -> a.name().toLowerCase(Locale.ROOT)));
    json.writeBooleanField("protectedByPin", status.managementKeyProtected());
    bool(json, "factory", status.managementKeyFactory());
    json.writeEndObject();
    json.writeArrayFieldStart("features");
    for (PivFeature feature : status.features().stream().sorted().toList()) {
      json.writeString(name(feature));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void reference(JsonGenerator json, String name, PivStatus.Reference reference)
      throws IOException {
    json.writeObjectFieldStart(name);
    number(json, "triesLeft", reference.triesLeft());
    number(json, "tries", reference.tries());
    bool(json, "factory", reference.factory());
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, OptionalInt value)
      throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, value.getAsInt());
    } else {
      json.writeNullField(name);
    }
  }

  private static void bool(JsonGenerator json, String name, Optional<Boolean> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeBooleanField(name, value.get());
    } else {
      json.writeNullField(name);
    }
  }
}
