package dev.countersign.cli.keys;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.cli.Columns;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.Token;
import dev.countersign.device.TokenKey;
import dev.countersign.device.TokenUri;
import dev.countersign.device.TouchPolicy;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists keys. */
@Command(
    name = "list",
    description = "List the keys of all tokens, or of one.",
    footer = {
      "%nExamples:",
      "  countersign keys list",
      "  countersign keys list piv:serial=12345678 --json"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysList implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      arity = "0..1",
      paramLabel = "URI",
      description = "The token; all tokens when left out.")
  private @Nullable TokenUri uri;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  KeysList(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = invocation.open()) {
      List<Token> tokens =
          uri == null ? attached(session) : List.of(session.find(uri.without("slot")));
      List<TokenKey> keys = new ArrayList<>();
      for (Token token : tokens) {
        session.keys(token).stream()
            .filter(key -> uri == null || uri.without("reader").matches(key.uri()))
            .forEach(keys::add);
      }
      if (json) {
        Json.print(invocation.out(), out -> write(out, keys));
      } else {
        print(keys);
      }
    }
    return 0;
  }

  private static List<Token> attached(TokenSession session) {
    List<Token> tokens = session.tokens().of("piv");
    // With nothing attached, finding any token says why.
    return tokens.isEmpty() ? List.of(session.tokens().find(TokenUri.of("piv"))) : tokens;
  }

  private void print(List<TokenKey> keys) {
    if (keys.isEmpty()) {
      invocation.note("There is no key yet; countersign keys generate makes one.");
      return;
    }
    Columns columns = new Columns("KEY", "ALGORITHM", "PIN", "TOUCH", "ORIGIN", "CERTIFICATE");
    for (TokenKey key : keys) {
      columns.row(
          key.uri().toString(),
          key.algorithm().externalName(),
          key.policies().pin().map(PinPolicy::externalName).orElse("-"),
          key.policies().touch().map(TouchPolicy::externalName).orElse("-"),
          key.origin().map(KeysList::name).orElse("-"),
          subject(key).orElse("-"));
    }
    columns.print(invocation.out());
  }

  private static void write(JsonGenerator json, List<TokenKey> keys) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("keys");
    for (TokenKey key : keys) {
      json.writeStartObject();
      json.writeStringField("uri", key.uri().toString());
      json.writeStringField("algorithm", key.algorithm().externalName());
      Json.optional(json, "pinPolicy", key.policies().pin().map(PinPolicy::externalName));
      Json.optional(json, "touchPolicy", key.policies().touch().map(TouchPolicy::externalName));
      Json.optional(json, "origin", key.origin().map(KeysList::name));
      Json.optional(json, "certificateSubject", subject(key));
      Json.optional(
          json,
          "certificateNotAfter",
          certificate(key).map(certificate -> certificate.getNotAfter().toInstant().toString()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String name(KeyOrigin origin) {
    return origin.name().toLowerCase(Locale.ROOT);
  }

  private static Optional<X509Certificate> certificate(TokenKey key) {
    return key.certificateChain().stream().findFirst();
  }

  private static Optional<String> subject(TokenKey key) {
    return certificate(key)
        .map(certificate -> certificate.getSubjectX500Principal().getName())
        .map(name -> name.replaceAll("\\p{Cntrl}", "?"));
  }
}
