package dev.countersign.simulator.card;

import java.io.IOException;
import java.util.Optional;

/** The non-volatile memory of one applet: one record, replaced as a whole or not at all. */
public interface Memory {

  /** The record, if one was ever written. */
  Optional<byte[]> load() throws IOException;

  /**
   * Replaces the record. When this returns it is durable; when it throws, the old record or the new
   * one is there, whole.
   */
  void save(byte[] record) throws IOException;
}
