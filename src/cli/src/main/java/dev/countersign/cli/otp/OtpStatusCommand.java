package dev.countersign.cli.otp;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.card.otp.OtpSlots;
import dev.countersign.card.otp.OtpStatus;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what is in the slots, as far as the token tells. */
@Command(
    name = "status",
    description = {
      "Say which slots are programmed, and whether a touch sets them off.",
      "A token does not tell which kind of secret is in a slot."
    },
    footer = {"%nExamples:", "  countersign otp status", "  countersign otp status --json"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OtpStatusCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      arity = "0..1",
      paramLabel = "URI",
      defaultValue = "otp:",
      description = "The token: otp:serial=12345678. Not needed while only one is attached.")
  private TokenUri uri;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  OtpStatusCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = invocation.open(Slot.KIND)) {
      Token token = Slot.token(session, uri);
      OtpStatus status = token.require(OtpSlots.class).status();
      if (json) {
        Json.print(invocation.out(), out -> write(out, token, status));
      } else {
        print(token, status);
      }
    }
    return 0;
  }

  private void print(Token token, OtpStatus status) {
    PrintStream out = invocation.out();
    out.println("token:    " + token.uri());
    out.println(
        "what:     " + token.identity().label() + (token.simulated() ? " (simulated)" : ""));
    out.println("version:  " + status.version());
    for (OtpStatus.Slot slot : status.slots()) {
      out.println("slot %d:   %s".formatted(slot.number(), words(slot)));
    }
  }

  private static String words(OtpStatus.Slot slot) {
    if (!slot.programmed()) {
      return "empty";
    }
    return slot.touch() ? "programmed, works at a touch" : "programmed, answers without a touch";
  }

  private static void write(JsonGenerator json, Token token, OtpStatus status) throws IOException {
    json.writeStartObject();
    json.writeStringField("uri", token.uri().toString());
    json.writeStringField("label", token.identity().label());
    json.writeBooleanField("simulated", token.simulated());
    json.writeStringField("version", status.version());
    json.writeArrayFieldStart("slots");
    for (OtpStatus.Slot slot : status.slots()) {
      json.writeStartObject();
      json.writeStringField(
          "uri", token.uri().with("slot", Integer.toString(slot.number())).toString());
      json.writeNumberField("slot", slot.number());
      json.writeBooleanField("programmed", slot.programmed());
      json.writeBooleanField("touch", slot.touch());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
