package dev.countersign.cli.fido;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.cli.Columns;
import dev.countersign.cli.ErrorReport;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.cli.Printable;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenIdentity;
import dev.countersign.device.Tokens;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.SecurityKeyInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists security keys. */
@Command(
    name = "list",
    description = "List the security keys that are attached. Needs neither PIN nor touch.",
    footer = {"%nExamples:", "  countersign fido list", "  countersign fido list --json"})
final class FidoList implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  FidoList(Invocation invocation) {
    this.invocation = invocation;
  }

  /** A key that answered. */
  private record Listed(Token token, TokenIdentity identity, SecurityKeyInfo info) {
    static Listed of(Token token) {
      SecurityKeyInfo info = token.require(SecurityKey.class).info();
      return new Listed(token, token.identity(), info);
    }
  }

  /** What was found: a key that fails now does not hide the others. */
  private record Found(List<Listed> keys, List<Tokens.Unusable> unusable, List<String> looked) {
    static Found of(Tokens.Inventory inventory) {
      List<Listed> keys = new ArrayList<>();
      List<Tokens.Unusable> unusable = new ArrayList<>(inventory.unusable());
      for (Token token : inventory.tokens()) {
        try {
          keys.add(Listed.of(token));
        } catch (TokenException e) {
          unusable.add(0, new Tokens.Unusable(token.reader(), e));
        }
      }
      return new Found(keys, unusable, inventory.looked());
    }
  }

  @Override
  public Integer call() {
    try (TokenSession session = invocation.open(KeyOption.KIND)) {
      Found found = Found.of(session.tokens().inventory(Set.of(KeyOption.KIND)));
      if (json) {
        Json.print(invocation.out(), out -> write(out, found.keys));
      } else {
        print(found.keys);
      }
      tell(found);
    }
    return 0;
  }

  private void print(List<Listed> keys) {
    if (keys.isEmpty()) {
      return;
    }
    Columns columns = new Columns("KEY", "WHAT", "SPEAKS", "PIN");
    for (Listed key : keys) {
      String label = Printable.text(key.identity.label());
      columns.row(
          key.token.uri().toString(),
          key.identity.simulated() ? label + " (simulated: protects nothing)" : label,
          InfoWords.speaks(key.info),
          InfoWords.pin(key.info));
    }
    columns.print(invocation.out());
  }

  private void tell(Found found) {
    if (!found.keys.isEmpty()) {
      for (Tokens.Unusable unusable : found.unusable) {
        invocation.note(
            "%s cannot be used: %s."
                .formatted(unusable.name(), ErrorReport.sentence(unusable.problem())));
      }
    } else if (!found.unusable.isEmpty()) {
      tellWhatWasInTheWay(found);
    } else {
      invocation.note(
          "No security key is attached. Plug one in, or make a simulated one with countersign"
              + " simulator create NAME --profile security-key.");
    }
  }

  /** Keys on USB need no smart card service, so that one may be away and nothing be wrong. */
  private void tellWhatWasInTheWay(Found found) {
    boolean seenElsewhere =
        !found.looked.isEmpty() && found.unusable.stream().allMatch(Tokens.Unusable::wholeSource);
    if (!seenElsewhere) {
      throw found.unusable.stream()
          .filter(each -> !each.wholeSource())
          .findFirst()
          .orElseGet(() -> found.unusable.get(0))
          .problem();
    }
    invocation.note(
        "No security key was found; looked on %s.".formatted(String.join(", ", found.looked)));
    for (Tokens.Unusable unusable : found.unusable) {
      invocation.note(
          "%s could not be looked into: %s. To have it looked into too, %s."
              .formatted(
                  unusable.name(),
                  ErrorReport.sentence(unusable.problem()),
                  unusable.problem().remedy()));
    }
  }

  private static void write(JsonGenerator json, List<Listed> keys) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("keys");
    for (Listed key : keys) {
      json.writeStartObject();
      InfoJson.identity(json, key.token, key.identity);
      InfoJson.make(json, key.info);
      json.writeBooleanField("pinSet", key.info.has("clientPin"));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
