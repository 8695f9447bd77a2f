package dev.countersign.junit.contract;

import dev.countersign.card.piv.PivAdministration;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.pcsc.PcscSource;
import dev.countersign.junit.ScriptedPins;

/** The one real token whose serial number was given, erased before each test. */
final class HardwareBench implements ContractBench {
  static final String SERIAL = "countersign.hardware.serial";
  static final String CONSENT = "countersign.hardware.consent";

  /** What the consent has to say, to the letter. */
  static final String WORD = "erase-this-token";

  private final ScriptedPins pins = ScriptedPins.factory();
  private final TokenUri uri;
  private final Tokens tokens;

  /** Erases the token, or refuses to without serial number and consent. */
  HardwareBench() {
    this(System.getProperty(SERIAL, ""), System.getProperty(CONSENT, ""));
  }

  HardwareBench(String serial, String consent) {
    if (!serial.matches("[0-9]+") || !consent.equals(WORD)) {
      throw new IllegalStateException(
          "a real token is touched only with -D%s=NUMBER and -D%s=%s"
              .formatted(SERIAL, CONSENT, WORD));
    }
    uri = TokenUri.of("piv").with("serial", serial);
    tokens = Tokens.builder().source(new PcscSource()).pinEntry(pins).open();
    try {
      token().require(PivAdministration.class).reset();
    } catch (RuntimeException e) {
      tokens.close();
      throw e;
    }
  }

  @Override
  public Tokens tokens() {
    return tokens;
  }

  @Override
  public TokenUri uri() {
    return uri;
  }

  @Override
  public ScriptedPins pins() {
    return pins;
  }

  @Override
  public void close() {
    tokens.close();
  }
}
