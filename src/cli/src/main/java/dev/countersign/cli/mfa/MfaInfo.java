package dev.countersign.cli.mfa;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.card.oath.OathAdministration;
import dev.countersign.card.oath.OathStatus;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says how the OATH application of a token stands. */
@Command(
    name = "info",
    description =
        "Say how the OATH application stands: version, password, room. Needs no password.",
    footer = {"%nExample:", "  countersign mfa info --json"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MfaInfo implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private OathTokenOption token;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  MfaInfo(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = token.open(invocation)) {
      Token found = token.find(session);
      OathStatus status = found.require(OathAdministration.class).status();
      if (json) {
        Json.print(invocation.out(), out -> write(out, found, status));
      } else {
        print(found, status);
      }
    }
    return 0;
  }

  private void print(Token found, OathStatus status) {
    PrintStream out = invocation.out();
    out.println("token:      " + found.uri() + (found.simulated() ? " (simulated)" : ""));
    out.println("version:    " + status.version());
    out.println("device id:  " + status.deviceId());
    out.println("password:   " + (status.passwordSet() ? "set" : "none"));
    out.println(
        "room for:   "
            + (status.capacity().isPresent()
                ? status.capacity().getAsInt() + " accounts"
                : "as many accounts as fit"));
  }

  private static void write(JsonGenerator json, Token token, OathStatus status) throws IOException {
    json.writeStartObject();
    json.writeStringField("uri", token.uri().toString());
    json.writeBooleanField("simulated", token.simulated());
    json.writeStringField("version", status.version());
    json.writeStringField("deviceId", status.deviceId());
    json.writeBooleanField("passwordSet", status.passwordSet());
    if (status.capacity().isPresent()) {
      json.writeNumberField("capacity", status.capacity().getAsInt());
    } else {
      json.writeNullField("capacity");
    }
    json.writeEndObject();
  }
}
