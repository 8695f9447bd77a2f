package dev.countersign.host.pkcs11.configuration;

import java.io.Serial;

/** A configuration file does not say what it should. */
public final class ConfigurationException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String place;

  /**
   * Creates an exception.
   *
   * @param place the file, with the line where there is one: {@code prod.cfg, line 3}
   * @param reason what is wrong, to follow the place and a colon
   */
  public ConfigurationException(String place, String reason) {
    super(reason);
    this.place = place;
  }

  /** The file, with the line where there is one. */
  public String place() {
    return place;
  }
}
