package dev.countersign.fido.webauthn;

import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Assertion;
import dev.countersign.device.fido.AssertionRequest;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.ClientDataHash;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.Verification;
import java.util.List;
import java.util.Optional;

/** Finds out which credential a key holds, without a person; what it signs proves nothing. */
final class Probe {
  private Probe() {}

  /**
   * One of a list that the key holds.
   *
   * @param relyingParty whose the credentials are
   * @return empty also when the key tells nothing before the person is verified
   */
  static Optional<Identifier> finds(
      SecurityKey key, String relyingParty, List<Identifier> list, Ceremony ceremony) {
    AssertionRequest request =
        new AssertionRequest(
            ClientDataHash.of(new byte[ClientDataHash.BYTES]),
            relyingParty,
            list,
            Verification.DISCOURAGED,
            false,
            List.of(),
            Optional.empty(),
            false);
    try {
      List<Assertion> found = key.prove(request, ceremony);
      found.forEach(Assertion::close);
      return found.stream().map(Assertion::credential).findFirst();
    } catch (TokenException.NoKey e) {
      return Optional.empty();
    }
  }
}
