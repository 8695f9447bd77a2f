package dev.countersign.host.time;

/** Something that knows the time. */
public interface TimeSource {
  /** What to call it before a person: {@code time.aws.com}. */
  String name();

  /** Asks it once. Ends within the time that the source was given, and never fails otherwise. */
  TimeAnswer ask();
}
