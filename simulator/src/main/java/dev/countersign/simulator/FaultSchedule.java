package dev.countersign.simulator;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What goes wrong with a simulated token, and when. Commands are counted from 1 since the token was
 * attached; GET RESPONSE commands and each piece of a chained command count. Each fault happens
 * once: after it the token works, so that recovery can be watched.
 *
 * <p>Over USB the reports that the host sends are counted in the same row. There {@code reset}
 * makes the key forget its channels, {@code status} is an error message with the low byte, {@code
 * truncate} loses the next report of the key's, {@code garbage} is a random report, {@code
 * overlong} one of another size, and {@code oversize} a message that is longer than any may be.
 *
 * <p>As text: {@code remove@5, reset@7, status:6F00@3, truncate@4, slow:50ms@2, oversize@6,
 * overlong@8, garbage@3, touch-never}.
 */
public final class FaultSchedule {
  private static final FaultSchedule NONE = builder().build();
  private static final Pattern ENTRY =
      Pattern.compile("([a-z]+)(?::([0-9A-Za-z]{1,12}))?@([0-9]{1,9})");
  private static final Pattern STATUS = Pattern.compile("[0-9A-Fa-f]{4}");
  private static final Pattern DELAY = Pattern.compile("([0-9]{1,9})ms|([0-9]{1,6})s");
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(999_999);
  private static final String TOUCH_NEVER = "touch-never";

  private final List<Fault> faults;
  private final boolean touchNever;

  private FaultSchedule(Builder builder) {
    faults = List.copyOf(builder.faults);
    touchNever = builder.touchNever;
  }

  /** Nothing goes wrong. */
  public static FaultSchedule none() {
    return NONE;
  }

  /** An empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads a schedule as text, entries separated by commas; blank text is {@link #none()}.
   *
   * @throws IllegalArgumentException when an entry is not one; the message names it
   */
  public static FaultSchedule parse(String text) {
    Builder builder = builder();
    for (String part : text.split(",", -1)) {
      String entry = part.strip();
      if (entry.equals(TOUCH_NEVER)) {
        builder.touchNever();
      } else if (!entry.isEmpty()) {
        add(builder, entry);
      }
    }
    return builder.build();
  }

  private static void add(Builder builder, String entry) {
    Matcher matcher = ENTRY.matcher(entry);
    if (!matcher.matches()) {
      throw unknown(entry);
    }
    int at = Integer.parseInt(matcher.group(3));
    String argument = matcher.group(2) == null ? "" : matcher.group(2);
    String kind = matcher.group(1);
    boolean takesArgument = kind.equals("status") || kind.equals("slow");
    if (at == 0 || takesArgument == argument.isEmpty()) {
      throw unknown(entry);
    }
    switch (kind) {
      case "remove" -> builder.remove(at);
      case "reset" -> builder.reset(at);
      case "status" -> builder.status(status(argument, entry), at);
      case "truncate" -> builder.truncate(at);
      case "slow" -> builder.slow(delay(argument, entry), at);
      case "oversize" -> builder.oversize(at);
      case "overlong" -> builder.overlong(at);
      case "garbage" -> builder.garbage(at);
      default -> throw unknown(entry);
    }
  }

  private static int status(String argument, String entry) {
    if (!STATUS.matcher(argument).matches()) {
      throw unknown(entry);
    }
    return Integer.parseInt(argument, 16);
  }

  private static Duration delay(String argument, String entry) {
    Matcher matcher = DELAY.matcher(argument);
    if (!matcher.matches()) {
      throw unknown(entry);
    }
    Duration delay =
        matcher.group(1) == null
            ? Duration.ofSeconds(Long.parseLong(matcher.group(2)))
            : Duration.ofMillis(Long.parseLong(matcher.group(1)));
    if (delay.compareTo(LONGEST_DELAY) > 0) {
      throw unknown(entry);
    }
    return delay;
  }

  private static IllegalArgumentException unknown(String entry) {
    return new IllegalArgumentException(
        "fault '%s' is not one of remove@N, reset@N, status:6982@N, truncate@N, slow:50ms@N,"
                .formatted(entry)
            + " oversize@N, overlong@N, garbage@N, touch-never (N from 1)");
  }

  List<Fault> faults() {
    return faults;
  }

  boolean isTouchNever() {
    return touchNever;
  }

  /** The schedule as {@link #parse} reads it. */
  @Override
  public String toString() {
    List<String> entries = new ArrayList<>();
    for (Fault fault : faults) {
      entries.add(name(fault) + "@" + fault.at());
    }
    if (touchNever) {
      entries.add(TOUCH_NEVER);
    }
    return String.join(", ", entries);
  }

  private static String name(Fault fault) {
    if (fault instanceof Fault.Answer answer) {
      return "status:%04X".formatted(answer.status());
    }
    if (fault instanceof Fault.Slow slow) {
      return "slow:%dms".formatted(slow.delay().toMillis());
    }
    return fault.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** Builds a schedule. Command numbers count from 1. */
  public static final class Builder {
    private final List<Fault> faults = new ArrayList<>();
    private boolean touchNever;

    private Builder() {}

    /** The token is pulled before it sees this command. */
    public Builder remove(int at) {
      return add(new Fault.Remove(at));
    }

    /** Another program resets the card before it sees this command. */
    public Builder reset(int at) {
      return add(new Fault.Reset(at));
    }

    /** This command is not executed and answered with a status word. */
    public Builder status(int status, int at) {
      if (status < 0 || status > 0xFFFF) {
        throw new IllegalArgumentException("a status word has 16 bits");
      }
      return add(new Fault.Answer(at, status));
    }

    /** The answer to this command loses the second half of its data, or half its status word. */
    public Builder truncate(int at) {
      return add(new Fault.Truncate(at));
    }

    /**
     * The answer to this command comes late.
     *
     * @param delay how late, in milliseconds; at most 999999 seconds
     * @throws IllegalArgumentException when it is negative or longer
     */
    public Builder slow(Duration delay, int at) {
      if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
        throw new IllegalArgumentException("a delay has 0 to 999999 seconds");
      }
      return add(new Fault.Slow(at, delay.truncatedTo(ChronoUnit.MILLIS)));
    }

    /** This command is answered with 10 MiB in pieces of 256 bytes, {@code 6100} after each. */
    public Builder oversize(int at) {
      return add(new Fault.Oversize(at));
    }

    /** This command is answered with more bytes than one response may have. */
    public Builder overlong(int at) {
      return add(new Fault.Overlong(at));
    }

    /** This command is not executed and answered with random bytes. */
    public Builder garbage(int at) {
      return add(new Fault.Garbage(at));
    }

    /** The person never touches. */
    public Builder touchNever() {
      touchNever = true;
      return this;
    }

    private Builder add(Fault fault) {
      if (fault.at() < 1) {
        throw new IllegalArgumentException("commands are counted from 1");
      }
      faults.add(fault);
      return this;
    }

    /** The schedule. */
    public FaultSchedule build() {
      return new FaultSchedule(this);
    }
  }
}
