package dev.countersign.cli.fido;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.cli.Columns;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.cli.Printable;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.fido.Protection;
import dev.countersign.device.fido.StoredCredentials;
import dev.countersign.device.fido.StoredCredentials.StoredCredential;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what a key stores. */
@Command(
    name = "list",
    description = "List the credentials that a security key stores. Needs the PIN.",
    footer = {
      "%nExamples:",
      "  countersign fido credentials list",
      "  countersign fido credentials list --json --pin-file pin.txt"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CredentialsList implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private KeyOption key;

  @Option(names = "--json", description = "Print JSON, with whole identifiers.")
  private boolean json;

  CredentialsList(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = key.open(invocation)) {
      Token token = key.find(invocation, session, "list its credentials");
      StoredCredentials stored = Capabilities.credentials(token);
      List<StoredCredential> credentials = stored.list();
      StoredCredentials.Space space = stored.space();
      if (json) {
        Json.print(invocation.out(), out -> write(out, token, credentials, space));
        return 0;
      }
      print(credentials);
      invocation.note(
          "%s stores %d%s."
              .formatted(
                  token.uri(),
                  credentials.size(),
                  space.left().isPresent()
                      ? ", with room for about %d more".formatted(space.left().getAsInt())
                      : ""));
    }
    return 0;
  }

  private void print(List<StoredCredential> credentials) {
    if (credentials.isEmpty()) {
      return;
    }
    CredentialNames names = new CredentialNames(credentials);
    Columns columns = new Columns("CREDENTIAL", "SITE", "ACCOUNT", "USED");
    for (StoredCredential credential : credentials) {
      columns.row(
          names.brief(credential),
          Printable.text(credential.relyingParty().id()),
          CredentialNames.account(credential.user()),
          credential.protection().map(CredentialsList::use).orElse(""));
    }
    columns.print(invocation.out());
  }

  private static String use(Protection protection) {
    return switch (protection) {
      case VERIFICATION_OPTIONAL -> "at a touch";
      case VERIFICATION_OPTIONAL_WITH_LIST -> "at a touch, found with the PIN";
      case VERIFICATION_REQUIRED -> "with the PIN";
    };
  }

  private static void write(
      JsonGenerator json,
      Token token,
      List<StoredCredential> credentials,
      StoredCredentials.Space space)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("uri", token.uri().toString());
    json.writeArrayFieldStart("credentials");
    for (StoredCredential credential : credentials) {
      write(json, credential);
    }
    json.writeEndArray();
    json.writeNumberField("stored", space.stored());
    InfoJson.number(json, "left", space.left());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, StoredCredential credential) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", credential.id().toString());
    json.writeObjectFieldStart("rp");
    json.writeStringField("id", credential.relyingParty().id());
    json.writeStringField("name", credential.relyingParty().name());
    json.writeEndObject();
    json.writeObjectFieldStart("user");
    json.writeStringField("id", credential.user().handle().toString());
    Json.optional(json, "name", credential.user().name());
    Json.optional(json, "displayName", credential.user().displayName());
    json.writeEndObject();
    Json.optional(
        json,
        "protection",
        credential.protection().map(level -> level.name().toLowerCase(Locale.ROOT)));
    Optional<String> algorithm = credential.publicKey().map(java.security.Key::getAlgorithm);
    Json.optional(json, "keyAlgorithm", algorithm);
    json.writeEndObject();
  }
}
