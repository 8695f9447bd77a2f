package dev.countersign.cli.tokens;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.host.time.TimeAnswer;
import dev.countersign.host.time.TimeServer;
import dev.countersign.host.time.TimeSource;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the host's clock is from a time server, and what that does to codes.
 *
 * <p>A code is good for a step of 30 s ([RFC6238] 5.2). A clock that is off by less than one step
 * makes codes of the step before or after the right one, by less than two also those of the second,
 * and so on.
 */
final class ClockExamination {
  static final String VARIABLE = "COUNTERSIGN_TIME_SOURCE";

  private static final String SUBJECT = "clock";
  private static final String NOBODY = "none";
  private static final String OTHERWISE =
      "name another server with --time-source, or none to leave it out";

  /** Off by less, and nobody notices. */
  private static final Duration NEGLIGIBLE = Duration.ofSeconds(1);

  private static final Duration STEP = Duration.ofSeconds(30);

  /** How many steps AWS takes before and after its own. */
  private static final int AWS_STEPS = 2;

  private final Invocation invocation;
  private final @Nullable String option;

  /**
   * An examination.
   *
   * @param option the server that the command line names, or {@code none}
   */
  ClockExamination(Invocation invocation, @Nullable String option) {
    this.invocation = invocation;
    this.option = option;
  }

  /** What was found; empty when nobody is to be asked. */
  Optional<Finding> run() {
    if (option != null) {
      try {
        return ask(option);
      } catch (IllegalArgumentException e) {
        throw Failure.usage("--time-source: " + e.getMessage(), "give HOST, HOST:PORT or none");
      }
    }
    Optional<String> variable = invocation.variable(VARIABLE);
    try {
      return ask(variable.orElse(TimeServer.AWS.toString()));
    } catch (IllegalArgumentException e) {
      return Optional.of(
          Finding.problem(
              SUBJECT, VARIABLE + ": " + e.getMessage(), "set it to HOST or none, or unset it"));
    }
  }

  private Optional<Finding> ask(String server) {
    if (server.equals(NOBODY)) {
      return Optional.empty();
    }
    TimeSource source = invocation.surroundings().timeSources().apply(TimeServer.parse(server));
    return Optional.of(finding(source.name(), source.ask()));
  }

  private static Finding finding(String name, TimeAnswer answer) {
    if (answer instanceof TimeAnswer.Compared compared) {
      return compared(name, compared);
    } else if (answer instanceof TimeAnswer.Unbelievable unbelievable) {
      return Finding.warning(
          SUBJECT,
          "not compared, since the answer of %s is not believed: %s"
              .formatted(name, unbelievable.reason()),
          OTHERWISE);
    }
    TimeAnswer.Silent silent = (TimeAnswer.Silent) answer;
    return Finding.note(
        SUBJECT, "not compared with %s: %s".formatted(name, silent.reason()), OTHERWISE);
  }

  private static Finding compared(String name, TimeAnswer.Compared compared) {
    Duration off = compared.offset().abs();
    String measured = measured(name, compared);
    if (off.compareTo(NEGLIGIBLE) < 0) {
      return Finding.ok(SUBJECT, measured);
    } else if (off.compareTo(STEP) <= 0) {
      return Finding.warning(
          SUBJECT,
          measured
              + ": codes may be refused near the edges of their 30 s where none but the present one"
              + " is taken; AWS takes them, two steps before and after",
          remedy());
    }
    return Finding.problem(SUBJECT, measured + ": " + effect(off), remedy());
  }

  private static String effect(Duration off) {
    if (off.compareTo(STEP.multipliedBy(AWS_STEPS)) <= 0) {
      return "codes will be refused now and then; AWS still takes them, two steps of 30 s before"
          + " and after";
    } else if (off.compareTo(STEP.multipliedBy(AWS_STEPS + 1)) < 0) {
      return "codes will be refused, now and then also by AWS, which takes two steps of 30 s before"
          + " and after";
    }
    return "codes will be refused";
  }

  private static String measured(String name, TimeAnswer.Compared compared) {
    Duration off = compared.offset().abs();
    String error = "(measured within %s)".formatted(seconds(compared.error()));
    if (off.compareTo(compared.error()) <= 0) {
      return "like that of %s %s".formatted(name, error);
    }
    String direction = compared.offset().isNegative() ? "behind" : "ahead of";
    return "%s %s %s %s".formatted(amount(off), direction, name, error);
  }

  private static String amount(Duration off) {
    if (off.compareTo(Duration.ofMinutes(2)) < 0) {
      return seconds(off);
    } else if (off.compareTo(Duration.ofHours(2)) < 0) {
      return off.toMinutes() + " minutes";
    } else if (off.compareTo(Duration.ofDays(2)) < 0) {
      return off.toHours() + " hours";
    }
    return off.toDays() + " days";
  }

  private static String seconds(Duration duration) {
    BigDecimal seconds = BigDecimal.valueOf(duration.toMillis(), 3);
    int scale = duration.compareTo(Duration.ofSeconds(10)) < 0 ? 2 : 0;
    return seconds.setScale(scale, RoundingMode.UP) + " s";
  }

  private static String remedy() {
    return remedy(System.getProperty("os.name", ""))
        + "; an account that was paired by the wrong clock is resynchronised with mfa pair";
  }

  /** How a machine of that kind is told to follow a time server. */
  static String remedy(String system) {
    String name = system.toLowerCase(Locale.ROOT);
    String command;
    if (name.startsWith("windows")) {
      command = "w32tm /resync, as administrator";
    } else if (name.startsWith("mac")) {
      command = "sudo sntp -sS time.apple.com";
    } else {
      command = "timedatectl set-ntp true";
    }
    return "turn on time synchronisation: " + command;
  }
}
