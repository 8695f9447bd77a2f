package dev.countersign.device;

import java.security.cert.X509Certificate;
import java.util.List;

/** Capability: the token states, signed by its maker, that it made a key itself. */
public interface Attestation {
  /**
   * The statement for a key.
   *
   * @return the attestation certificate, then the token's own attestation certificate
   * @throws TokenException.NoKey when there is no key in that place
   * @throws TokenException.Refused when the key was imported
   */
  List<X509Certificate> attest(TokenUri key);
}
