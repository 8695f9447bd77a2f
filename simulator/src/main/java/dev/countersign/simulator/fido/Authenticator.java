package dev.countersign.simulator.fido;

/** A security key as its transports see it: messages in, messages out. Simulated. */
public interface Authenticator {
  /**
   * Executes a CTAP2 message ([CTAP2.1] 6, 8).
   *
   * @param request the command byte and its parameters in CBOR; anything at all is answered
   * @param attention the transport, which is told what the authenticator waits for
   * @return the status byte and, after success, the answer in CBOR
   */
  byte[] ctap2(byte[] request, Attention attention);

  /**
   * Executes a U2F message ([U2F-RAW]). A registration or an authentication waits for the person.
   *
   * @param apdu a whole command, short or extended
   * @return the answer's data and its status word
   */
  byte[] u2f(byte[] apdu, Attention attention);

  /** Whether it answers U2F messages. */
  boolean hasU2f();

  /** The token got power: what lives until then is forgotten, and the time for a reset begins. */
  void powerOn();

  /** The token lost power: what waits for a person ends without any effect. */
  void powerOff();
}
