package dev.countersign.cli.mfa;

import dev.countersign.cli.ErrorReport;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Code;
import dev.countersign.device.TokenException;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes two consecutive codes. */
@Command(
    name = "pair",
    description = {
      "Print two consecutive codes, as they are asked for when a device is enrolled or its clock is"
          + " brought back in step.",
      "Waits for the next period between them; an HOTP account has both at once."
    },
    footer = {
      "%nExamples:",
      "  countersign mfa pair AWS:alice",
      "  countersign mfa pair arn:aws:iam::123456789012:mfa/alice"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MfaPair implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "QUERY", description = "The account, as for mfa code.")
  private String query;

  @Mixin private CodeTokenOption token;

  @Option(names = "--json", description = "Print JSON, when both are there.")
  private boolean json;

  @Option(names = "--aws", description = "Say also the AWS command that wants them, as for an ARN.")
  private boolean aws;

  MfaPair(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws InterruptedException {
    AccountQuery wanted = AccountQuery.parse(query);
    try (TokenSession session = token.open(invocation, wanted)) {
      AccountSearch search = token.search(invocation, session, wanted);
      Found found = search.one(wanted, search.codes(search.tokens(), now()));
      search.tellProblems();
      Code first = first(found);
      print(first);
      Code second = second(found, first);
      print(second);
      if (json) {
        writeJson(found, List.of(first, second));
      }
      Optional<MfaDevice> device =
          wanted instanceof AccountQuery.ByDevice named
              ? Optional.of(named.device())
              : Optional.empty();
      if (aws || device.isPresent()) {
        hint(device, first, second);
      }
    }
    return 0;
  }

  private Code first(Found found) throws InterruptedException {
    if (found.account().kind() == CodeKind.HOTP) {
      return found.accounts().code(found.account(), now());
    }
    Duration period = found.account().id().period().orElse(AccountId.USUAL_PERIOD);
    if (Periods.left(period, now()).compareTo(CodeTime.SHORTEST_LIFE) < 0) {
      new Waiting(invocation).until(Periods.next(period, now()), "Waiting for the first code");
    } else if (found.code().isPresent()) {
      return found.code().get();
    }
    return found.accounts().code(found.account(), now());
  }

  private Code second(Found found, Code first) throws InterruptedException {
    // The very next period, however long somebody took to touch the token.
    Instant at = first.validUntil().orElseGet(this::now);
    if (first.validUntil().isPresent()) {
      new Waiting(invocation).until(at, "Waiting for the second code");
    }
    try {
      return found.accounts().code(found.account(), at);
    } catch (TokenException e) {
      throw new Failure(
          ExitCode.of(e),
          ErrorReport.sentence(e) + ", and only the first of the two codes was made",
          e.remedy() + ", for two new ones",
          e);
    }
  }

  private void print(Code code) {
    if (!json) {
      invocation.out().println(code.text());
      invocation.out().flush();
      invocation.requireReader();
    }
  }

  private void writeJson(Found found, List<Code> codes) {
    Json.print(
        invocation.out(),
        out -> {
          out.writeStartObject();
          CodeJson.account(out, found);
          out.writeArrayFieldStart("codes");
          for (Code code : codes) {
            out.writeStartObject();
            CodeJson.code(out, code, now());
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  private void hint(Optional<MfaDevice> device, Code first, Code second) {
    if (device.filter(MfaDevice::root).isPresent()) {
      invocation.note(
          "The root user's device is enrolled in the AWS console: enter both codes there.");
      return;
    }
    invocation.note("To enrol the device (to bring it back in step: resync-mfa-device):");
    invocation.note(
        "  aws iam enable-mfa-device --user-name %s --serial-number %s \\"
            .formatted(
                device.map(MfaDevice::name).orElse("USER"),
                device.map(MfaDevice::arn).orElse("arn:aws:iam::ACCOUNT:mfa/NAME")));
    invocation.note(
        "      --authentication-code1 %s --authentication-code2 %s"
            .formatted(first.text(), second.text()));
  }

  private Instant now() {
    return invocation.surroundings().clock().instant();
  }
}
