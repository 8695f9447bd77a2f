package dev.countersign.cli.fido;

import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.cli.Printable;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.SecurityKeyPins;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what a security key can do and how its PIN stands. */
@Command(
    name = "info",
    description = "Say what a security key can do, and how many tries its PIN has left.",
    footer = {
      "%nExamples:",
      "  countersign fido info",
      "  countersign fido info --token fido:serial=12345678 --json"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class FidoInfo implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private KeyOption key;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  FidoInfo(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = key.open(invocation)) {
      Token token = key.find(invocation, session, "say what it can do");
      SecurityKeyInfo info = token.require(SecurityKey.class).info();
      Optional<SecurityKeyPins.State> pin =
          info.knows("clientPin")
              ? token.capability(SecurityKeyPins.class).map(SecurityKeyPins::state)
              : Optional.empty();
      if (json) {
        Json.print(invocation.out(), out -> InfoJson.all(out, token, info, pin));
      } else {
        print(token, info, pin);
      }
    }
    return 0;
  }

  private void print(Token token, SecurityKeyInfo info, Optional<SecurityKeyPins.State> pin) {
    line("key", token.uri().toString());
    line(
        "what",
        token.identity().label() + (token.simulated() ? " (simulated: protects nothing)" : ""));
    line("make", InfoWords.aaguid(info).map(id -> "AAGUID " + id).orElse("not told"));
    line("speaks", InfoWords.versions(info));
    line("reached by", InfoWords.transports(info));
    line("PIN", InfoWords.pin(info, pin));
    if (pin.isPresent()) {
      line("shortest PIN", info.pin().minimumCharacters() + " characters");
    }
    if (info.knows("alwaysUv")) {
      line("always verifies", info.has("alwaysUv") ? "yes" : "no");
    }
    if (!info.algorithms().isEmpty()) {
      line(
          "algorithms",
          info.algorithms().stream().map(InfoWords::algorithm).collect(Collectors.joining(", ")));
    }
    if (!info.extensions().isEmpty()) {
      line("extensions", info.extensions().stream().sorted().collect(Collectors.joining(", ")));
    }
    if (info.limits().discoverableLeft().isPresent()) {
      line(
          "room", "for %d more credentials".formatted(info.limits().discoverableLeft().getAsInt()));
    }
    if (info.limits().largeBlobBytes() > 0) {
      line("large blobs", "%d bytes in all".formatted(info.limits().largeBlobBytes()));
    }
  }

  private void line(String name, String value) {
    PrintStream out = invocation.out();
    out.println("%-17s%s".formatted(name + ":", Printable.text(value)));
  }
}
