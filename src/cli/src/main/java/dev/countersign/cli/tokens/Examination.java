package dev.countersign.cli.tokens;

import dev.countersign.card.piv.PivAdministration;
import dev.countersign.card.piv.PivStatus;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.Tokens;
import dev.countersign.host.pcsc.PcscDiagnosis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What doctor looks at, one after the other. */
final class Examination {
  private final Invocation invocation;
  private final ClockExamination clock;
  private final List<Finding> findings = new ArrayList<>();

  Examination(Invocation invocation, ClockExamination clock) {
    this.invocation = invocation;
    this.clock = clock;
  }

  List<Finding> run() {
    java();
    home();
    clock.run().ifPresent(findings::add);
    if (invocation.simulator().isEmpty()) {
      invocation.surroundings().diagnosis().get().forEach(f -> findings.add(of(f)));
    }
    tokens();
    if (invocation.simulator().isEmpty()) {
      findings.addAll(new ModuleExamination(invocation).run());
    }
    pinentry();
    return findings;
  }

  private void java() {
    findings.add(
        Finding.ok(
            "Java",
            "%s (%s) in %s"
                .formatted(
                    System.getProperty("java.version"),
                    System.getProperty("java.vendor"),
                    System.getProperty("java.home"))));
  }

  private void home() {
    Path home = invocation.home();
    Path existing = home.toAbsolutePath();
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (Files.isDirectory(existing) && Files.isWritable(existing)) {
      findings.add(Finding.ok("state directory", home.toString()));
    } else {
      findings.add(
          Finding.warning(
              "state directory",
              home + " cannot be written, so simulated tokens cannot be made",
              "make " + existing + " a directory that you can write, or set COUNTERSIGN_HOME"));
    }
  }

  private static Finding of(PcscDiagnosis.Finding finding) {
    Finding.Level level =
        switch (finding.level()) {
          case OK -> Finding.Level.OK;
          case WARNING -> Finding.Level.WARNING;
          case PROBLEM -> Finding.Level.PROBLEM;
        };
    return new Finding(level, finding.subject(), finding.message(), finding.remedy());
  }

  private void tokens() {
    try (TokenSession session = invocation.open()) {
      Tokens.Inventory inventory = session.tokens().inventory();
      for (Token token : inventory.tokens()) {
        token(token);
      }
      boolean explained = findings.stream().anyMatch(f -> f.level() == Finding.Level.PROBLEM);
      for (Tokens.Unusable unusable :
          explained ? List.<Tokens.Unusable>of() : inventory.unusable()) {
        if (!ModuleExamination.covers(unusable)) {
          findings.add(problem(unusable.name(), unusable.problem()));
        }
      }
      for (String reader : inventory.otherCards()) {
        findings.add(
            Finding.warning(
                reader,
                "the card has no application that Countersign knows",
                "put in another token"));
      }
      for (String reader : inventory.emptyReaders()) {
        findings.add(Finding.warning(reader, "the reader is empty", "put the card in"));
      }
      if (inventory.tokens().isEmpty() && inventory.unusable().isEmpty()) {
        findings.add(
            Finding.warning(
                "tokens",
                "no token is attached",
                "plug one in, or try a simulated one: countersign simulator create demo"));
      }
    } catch (Failure e) {
      findings.add(Finding.problem("tokens", "" + e.getMessage(), e.remedy()));
    }
  }

  private void token(Token token) {
    String name = token.uri().toString();
    findings.add(Finding.ok(name, TokensCommand.what(token.identity()) + " in " + token.reader()));
    try {
      token.capability(PivAdministration.class).ifPresent(piv -> status(name, piv.status()));
      findings.addAll(ModuleExamination.pin(token));
    } catch (TokenException e) {
      findings.add(problem(name, e));
    }
  }

  private void status(String name, PivStatus status) {
    if (isFactory(status.pin().factory()) || isFactory(status.managementKeyFactory())) {
      findings.add(
          Finding.warning(
              name,
              "PIN or management key are still the factory's, which everyone knows",
              "run countersign piv setup --token " + name));
    }
    if (status.pin().triesLeft().isPresent() && status.pin().triesLeft().getAsInt() == 0) {
      findings.add(Finding.problem(name, "the PIN is blocked", "run countersign piv unblock"));
    }
    if (status.puk().triesLeft().isPresent() && status.puk().triesLeft().getAsInt() == 0) {
      findings.add(
          Finding.warning(
              name,
              "the PUK is blocked, so a blocked PIN could not be unblocked",
              "keep copies of what the keys are needed for, and reset the token in good time"));
    }
  }

  private static boolean isFactory(Optional<Boolean> factory) {
    return factory.orElse(false);
  }

  private static Finding problem(String subject, TokenException e) {
    return Finding.problem(subject, "" + e.getMessage(), e.remedy());
  }

  private void pinentry() {
    Optional<String> named = invocation.variable("COUNTERSIGN_PINENTRY");
    if (named.isPresent() && !Files.isExecutable(Path.of(named.get()))) {
      findings.add(
          Finding.problem(
              "PIN entry",
              "COUNTERSIGN_PINENTRY names %s, which cannot be run".formatted(named.get()),
              "name a pinentry program by its whole path, or unset it"));
      return;
    }
    findings.add(
        Finding.ok(
            "PIN entry",
            named
                .map(program -> "through " + program)
                .orElse("terminal, or pinentry where there is none")));
  }
}
