package dev.countersign.cli.simulated;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TokenDescription;
import java.util.Arrays;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a simulated token. */
@Command(
    name = "create",
    description = "Make a simulated token, as new from the factory.",
    footer = {
      "%nExamples:",
      "  countersign simulator create demo",
      "  countersign simulator create card --profile nist-piv",
      "  countersign simulator create blue --profile security-key"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SimulatorCreate implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", description = "Its name: letters, digits, dots and hyphens.")
  private String name;

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      defaultValue = "yubikey-5.7",
      completionCandidates = Profiles.class,
      description = "What it behaves like: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private String profile;

  @Option(
      names = "--serial",
      paramLabel = "N",
      description = "Its serial number; a random one when left out.")
  private @Nullable Long serial;

  SimulatorCreate(Invocation invocation) {
    this.invocation = invocation;
  }

  static final class Profiles implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Profile.values()).map(Profile::externalName).iterator();
    }
  }

  @Override
  public Integer call() {
    Profile chosen =
        Profile.byName(profile)
            .orElseThrow(
                () ->
                    Failure.usage(
                        "there is no profile '%s'".formatted(profile),
                        "choose one of "
                            + Arrays.stream(Profile.values())
                                .map(Profile::externalName)
                                .collect(Collectors.joining(", "))));
    OptionalLong number = serial == null ? OptionalLong.empty() : OptionalLong.of(serial);
    TokenDescription token =
        SimulatedTokens.with(
            invocation,
            "make the simulated token '%s'".formatted(name),
            tokens -> tokens.create(name, chosen, number));
    invocation.note(
        "Simulated token '%s' (%s, serial number %d) is made. It protects nothing."
            .formatted(token.name(), chosen.externalName(), token.serial()));
    invocation.note("Next: countersign --simulator %s %s".formatted(token.name(), next(chosen)));
    return 0;
  }

  private static String next(Profile chosen) {
    if (chosen == Profile.U2F_ONLY) {
      return "fido info"; // there is no PIN to be set
    }
    return chosen.contactlessOnly() ? "fido pin set" : "piv setup";
  }
}
