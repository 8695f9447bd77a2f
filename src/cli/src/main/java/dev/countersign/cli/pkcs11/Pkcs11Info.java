package dev.countersign.cli.pkcs11;

import dev.countersign.cli.Columns;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import dev.countersign.host.cryptoki.Structures.ModuleInfo;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import dev.countersign.host.pkcs11.ModuleReport;
import dev.countersign.host.pkcs11.Pkcs11Details;
import dev.countersign.host.pkcs11.Pkcs11Modules;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a token or a module is. */
@Command(
    name = "info",
    description = {
      "Say what a token is and can do: slot, flags, how its PIN stands, mechanisms with the sizes"
          + " of keys; or what a module is, and which slots it has. Needs no PIN.",
      "Sizes are in the unit of the mechanism: bits for RSA and curves, bytes for most others."
    },
    footer = {
      "%nExamples:",
      "  countersign pkcs11 info pkcs11:token=prod",
      "  countersign pkcs11 info 'pkcs11:token=prod?module-path=/opt/hsm/lib/pkcs11.so' --json",
      "  countersign pkcs11 info --module softhsm2"
    })
final class Pkcs11Info implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      paramLabel = "URI",
      arity = "0..1",
      description = "The token. Not needed while only one is attached.")
  private @Nullable TokenUri uri;

  @Option(
      names = "--module",
      paramLabel = "NAME",
      description = "The module, by its name or the path of its file.")
  private @Nullable String module;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  Pkcs11Info(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (module != null) {
      if (uri != null) {
        throw Failure.usage("a URI and --module are both given", "name the token or the module");
      }
      module(module);
    } else {
      token(uri == null ? TokenUri.of("pkcs11") : uri);
    }
    return 0;
  }

  private void token(TokenUri wanted) {
    if (!wanted.scheme().equals("pkcs11")) {
      throw Failure.usage(
          "%s names no token of a PKCS#11 module".formatted(wanted),
          "name one by a pkcs11: URI; for PIV there is countersign piv info");
    }
    try (TokenSession session = invocation.open("pkcs11")) {
      Token token = session.find(wanted);
      Pkcs11Details details = token.require(Pkcs11Details.class);
      if (json) {
        Json.print(invocation.out(), out -> DetailJson.token(out, token.uri(), details));
      } else {
        print(token.uri(), details);
      }
    }
  }

  private void print(TokenUri name, Pkcs11Details details) {
    PrintStream out = invocation.out();
    TokenInfo token = details.token();
    out.println("token:       " + name);
    out.println(
        "what:        %s %s, hardware %s, firmware %s"
            .formatted(
                token.manufacturer(),
                token.model(),
                token.hardwareVersion(),
                token.firmwareVersion()));
    out.println(
        "slot:        %s, %s%s"
            .formatted(
                Long.toUnsignedString(details.slot()),
                details.slotInfo().description(),
                after(FlagWords.of(details.slotInfo()))));
    print(details.configuration(), details.module());
    out.println(
        "PIN:         %s; %d to %d bytes"
            .formatted(FlagWords.pin(token), token.minPinBytes(), token.maxPinBytes()));
    out.println("sessions:    " + limit(token.maxSessions()));
    out.println("flags:       " + String.join(", ", FlagWords.of(token)));
    out.println();
    Columns columns = new Columns("MECHANISM", "KEY SIZES", "FOR");
    for (Pkcs11Details.Mechanism mechanism : details.mechanisms()) {
      columns.row(
          FlagWords.name(mechanism.type()),
          FlagWords.sizes(mechanism.info()),
          String.join(", ", FlagWords.of(mechanism.info())));
    }
    columns.print(out);
  }

  private void print(ModuleConfiguration configuration, ModuleInfo info) {
    invocation
        .out()
        .println(
            "module:      %s %s by %s, PKCS#11 %s, in %s"
                .formatted(
                    info.description(),
                    info.version(),
                    info.manufacturer(),
                    info.cryptoki(),
                    configuration.library()));
  }

  private static String after(List<String> words) {
    return words.isEmpty() ? "" : " (" + String.join(", ", words) + ")";
  }

  private static String limit(long sessions) {
    return sessions > 0 ? "at most " + sessions : sessions == 0 ? "as many as wanted" : "not told";
  }

  private void module(String name) {
    Pkcs11Modules modules = invocation.pkcs11Modules();
    ModuleConfiguration configuration = modules.find(name);
    ModuleReport report = modules.examine(configuration);
    if (report.problem().isPresent()) {
      throw report.problem().get();
    }
    if (json) {
      Json.print(invocation.out(), out -> DetailJson.module(out, configuration, report));
      return;
    }
    print(configuration, report.module().orElseThrow());
    invocation.out().println("configured:  " + configuration.origin());
    invocation.out().println();
    Columns columns = new Columns("SLOT", "TOKEN", "SERIAL", "STATE", "PIN");
    for (ModuleReport.Slot slot : report.slots()) {
      columns.row(
          Long.toUnsignedString(slot.number()),
          slot.token().label(),
          slot.token().serial(),
          slot.initialised() ? "initialised" : "not initialised",
          slot.initialised() ? FlagWords.pin(slot.token()) : "-");
    }
    columns.print(invocation.out());
  }
}
