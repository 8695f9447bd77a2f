package dev.countersign.cli;

import java.io.Serial;

/** Nobody reads the output any more: the command ends without a word, as other tools do. */
final class OutputClosed extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;
}
