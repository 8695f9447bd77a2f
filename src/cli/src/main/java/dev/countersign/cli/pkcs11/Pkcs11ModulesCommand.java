package dev.countersign.cli.pkcs11;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.cli.Columns;
import dev.countersign.cli.ErrorReport;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Structures.ModuleInfo;
import dev.countersign.host.pkcs11.ModuleReport;
import dev.countersign.host.pkcs11.Pkcs11Modules;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists modules. */
@Command(
    name = "modules",
    description = {
      "List the PKCS#11 modules that are configured and those that are installed, and how each"
          + " stands.",
      "Configured are those of the .cfg files in the folder pkcs11 of the configuration folder, or"
          + " of --pkcs11-config: they are looked into always. Installed are those that are"
          + " registered with p11-kit: they are looked into for a URI that no configured module has"
          + " a token for. Each is loaded and started, the first time in a process of its own."
    },
    footer = {
      "%nExamples:",
      "  countersign pkcs11 modules",
      "  countersign pkcs11 modules --json",
      "  countersign pkcs11 modules --pkcs11-config hsm.cfg"
    })
final class Pkcs11ModulesCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  Pkcs11ModulesCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Pkcs11Modules modules = invocation.pkcs11Modules();
    List<ModuleReport> reports = new ArrayList<>(modules.examineConfigured());
    reports.addAll(modules.examineInstalled());
    if (json) {
      Json.print(invocation.out(), out -> write(out, reports));
    } else {
      print(reports);
    }
    return 0;
  }

  private void print(List<ModuleReport> reports) {
    Columns columns = new Columns("MODULE", "STATE", "VERSION", "TOKENS", "FILE", "FROM");
    int shown = 0;
    for (ModuleReport report : reports) {
      if (report.configuration().isPresent()) {
        ModuleConfiguration module = report.configuration().get();
        columns.row(
            module.name(),
            (report.configured() ? "configured" : "installed")
                + (report.problem().isPresent() ? ", unusable" : ""),
            report.module().map(ModuleInfo::version).orElse("-"),
            report.module().isPresent() ? tokens(report) : "-",
            module.library(),
            module.origin());
        shown++;
      }
    }
    if (shown > 0) {
      columns.print(invocation.out());
    } else {
      invocation.note("No PKCS#11 module is configured or installed.");
    }
    for (ModuleReport report : reports) {
      report.problem().ifPresent(this::tell);
    }
  }

  private static String tokens(ModuleReport report) {
    return report.notInitialised() == 0
        ? Long.toString(report.tokens())
        : "%d (%d not initialised)".formatted(report.tokens(), report.notInitialised());
  }

  private void tell(TokenException problem) {
    invocation.note(ErrorReport.sentence(problem) + ".");
    invocation.note("  -> " + problem.remedy() + ".");
  }

  private static void write(JsonGenerator json, List<ModuleReport> reports) throws IOException {
    json.writeStartArray();
    for (ModuleReport report : reports) {
      json.writeStartObject();
      Json.optional(json, "name", report.configuration().map(ModuleConfiguration::name));
      Json.optional(json, "file", report.configuration().map(ModuleConfiguration::library));
      Json.optional(json, "from", report.configuration().map(ModuleConfiguration::origin));
      json.writeBooleanField("configured", report.configured());
      json.writeBooleanField("usable", report.module().isPresent());
      Json.optional(json, "description", report.module().map(ModuleInfo::description));
      Json.optional(json, "manufacturer", report.module().map(ModuleInfo::manufacturer));
      Json.optional(json, "version", report.module().map(ModuleInfo::version));
      Json.optional(json, "cryptoki", report.module().map(ModuleInfo::cryptoki));
      json.writeNumberField("tokens", report.tokens());
      json.writeNumberField("notInitialised", report.notInitialised());
      Json.optional(json, "problem", report.problem().map(ErrorReport::sentence));
      Json.optional(json, "remedy", report.problem().map(TokenException::remedy));
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
