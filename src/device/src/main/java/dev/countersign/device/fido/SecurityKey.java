package dev.countersign.device.fido;

import dev.countersign.device.TokenException;
import java.util.List;

/**
 * Capability: the token makes credentials for relying parties and proves that it holds them
 * ([CTAP2.1] 6.1, 6.2; [U2F-RAW] for keys of before). It signs what it is given: who gives it the
 * hash of client data vouches for the origin in it. Where the person is to be verified and the key
 * has no way of its own, the PIN is asked for ({@link dev.countersign.device.PinEntry}); it is sent
 * once.
 *
 * <p>All throw {@link TokenException.Removed} when the key is pulled, {@link
 * TokenException.TouchNotGiven} when nobody touches it in time, {@link TokenException.Cancelled}
 * when the ceremony is cancelled.
 */
public interface SecurityKey {

  /** What the key says about itself; asked once for as long as it stays plugged in. */
  SecurityKeyInfo info();

  /**
   * Makes a credential.
   *
   * @throws TokenException.Refused when the key holds a credential of the exclude list already (its
   *     status begins with {@code CTAP 19}), is full, or will not
   * @throws TokenException.Unsupported when the key can make no such credential
   * @throws TokenException.WrongPin when the PIN was wrong; it costs a try
   * @throws TokenException.PinBlocked when no try is left, for good or until it is plugged in again
   * @throws TokenException.PinNotGiven when a PIN is needed and there is none to be had, or the key
   *     has none set
   */
  MadeCredential make(CredentialRequest request, Ceremony ceremony);

  /**
   * Proves that the key holds credentials: one of the allow list, or where that is empty all that
   * are stored on it for the relying party, the newest first.
   *
   * @return at least one
   * @throws TokenException.NoKey when the key holds none
   * @throws TokenException.WrongPin and the others as for {@link #make}
   */
  List<Assertion> prove(AssertionRequest request, Ceremony ceremony);

  /**
   * Waits for a touch and does nothing else: to find out which of several keys a person means
   * ([CTAP2.1] 6.9).
   */
  void awaitTouch(Ceremony ceremony);
}
