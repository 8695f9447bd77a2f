package dev.countersign.host.pcsc;

import java.util.List;
import java.util.Optional;

/**
 * What is right and wrong with smart card access on this machine.
 *
 * @param findings one after the other, from the library to the readers
 */
public record PcscDiagnosis(List<Finding> findings) {

  /** How good it is. */
  public enum Level {
    /** As it should be. */
    OK,
    /** It works, with a limit. */
    WARNING,
    /** It does not work. */
    PROBLEM
  }

  /**
   * One thing that was looked at.
   *
   * @param level how good it is
   * @param subject what was looked at: {@code PC/SC library}
   * @param message what was found
   * @param remedy what to do about it, one sentence; empty when nothing has to be done
   */
  public record Finding(Level level, String subject, String message, Optional<String> remedy) {}

  /** Looks. Sends nothing to any card. */
  public static PcscDiagnosis examine() {
    return new PcscDiagnosis(List.of());
  }

  /** Whether readers can be used. */
  public boolean healthy() {
    return findings.stream().noneMatch(finding -> finding.level() == Level.PROBLEM);
  }
}
