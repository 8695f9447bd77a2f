package dev.countersign.cli.tokens;

import dev.countersign.cli.Invocation;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import dev.countersign.host.pkcs11.ModuleReport;
import dev.countersign.host.pkcs11.Pkcs11Details;
import dev.countersign.host.pkcs11.Pkcs11Modules;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.util.ArrayList;
import java.util.List;

/** What doctor says of PKCS#11 modules. Those that are merely installed are not loaded. */
final class ModuleExamination {
  private final Invocation invocation;

  ModuleExamination(Invocation invocation) {
    this.invocation = invocation;
  }

  /** Whether that is a problem that this tells of. */
  static boolean covers(Tokens.Unusable unusable) {
    return unusable.problem().token().startsWith("pkcs11:");
  }

  List<Finding> run() {
    Pkcs11Modules modules = invocation.pkcs11Modules();
    List<Finding> findings = new ArrayList<>();
    modules.examineConfigured().forEach(report -> findings.add(of(report)));
    List<String> others = modules.installed().stream().map(ModuleConfiguration::name).toList();
    if (!others.isEmpty()) {
      findings.add(
          Finding.ok(
              "PKCS#11 modules",
              "installed, and looked into for URIs that no configured one has a token for: "
                  + String.join(", ", others)));
    }
    return findings;
  }

  private static Finding of(ModuleReport report) {
    String subject =
        report
            .configuration()
            .map(module -> "PKCS#11 module " + module.name())
            .orElse("PKCS#11 modules");
    if (report.problem().isPresent()) {
      TokenException problem = report.problem().get();
      return Finding.problem(subject, "" + problem.getMessage(), problem.remedy());
    }
    String message =
        report
            .module()
            .map(
                module ->
                    "%s %s: %d %s"
                        .formatted(
                            module.description(),
                            module.version(),
                            report.tokens(),
                            report.tokens() == 1 ? "token" : "tokens"))
            .orElse("");
    if (report.tokens() > 0) {
      return Finding.ok(subject, message);
    }
    return Finding.warning(
        subject,
        message,
        report.notInitialised() > 0
            ? "make one ready: countersign pkcs11 init"
            : "plug the token in, or look into the module's own configuration");
  }

  /** What the PIN of a PKCS#11 token wants. */
  static List<Finding> pin(Token token) {
    if (!token.kind().equals("pkcs11")) {
      return List.of();
    }
    String name = token.uri().toString();
    List<Finding> findings = new ArrayList<>();
    token
        .capability(Pkcs11Details.class)
        .map(Pkcs11Details::token)
        .ifPresent(info -> add(findings, name, info));
    return findings;
  }

  private static void add(List<Finding> findings, String name, TokenInfo info) {
    if (info.has(Ckf.USER_PIN_LOCKED)) {
      findings.add(
          Finding.problem(
              name, "the PIN is blocked", "the security officer of the token sets a new one"));
    } else if (info.has(Ckf.USER_PIN_FINAL_TRY)) {
      findings.add(
          Finding.warning(
              name, "one try is left for the PIN", "make sure of it before the next use"));
    } else if (info.has(Ckf.USER_PIN_TO_BE_CHANGED)) {
      findings.add(
          Finding.problem(
              name, "the PIN must be changed before its first use", "pkcs11-tool --change-pin"));
    } else if (info.has(Ckf.LOGIN_REQUIRED) && !info.has(Ckf.USER_PIN_INITIALIZED)) {
      findings.add(
          Finding.problem(
              name, "the token has no PIN yet", "the security officer sets one: pkcs11-tool"));
    }
  }
}
