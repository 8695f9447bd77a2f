package dev.countersign.card.piv;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.Task;
import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.device.Attestation;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.wire.ChannelException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** [YK-PIV] ATTEST. */
final class PivAttestation implements Attestation {
  private static final int INS_ATTEST = 0xF9;

  /** Two bytes, PIN and touch policy ([YK-ATT] 8). */
  private static final String POLICIES = "1.3.6.1.4.1.41482.3.8";

  private static final String OPERATION = "attest the key";

  private final PivSession session;

  PivAttestation(PivSession session) {
    this.session = session;
  }

  @Override
  public List<X509Certificate> attest(TokenUri key) {
    PivSlot slot = Places.slot(key, OPERATION);
    String name = Places.name(session, slot);
    return session.run(
        Task.of(name, OPERATION, status -> refusal(name, status)), card -> attest(card, slot));
  }

  private static List<X509Certificate> attest(PivCard card, PivSlot slot) throws ChannelException {
    ResponseApdu response = card.ask(command(slot));
    if (!response.isSuccess()) {
      if (Metadata.ask(card, slot.reference()) instanceof Metadata.Nothing) {
        throw Places.noKey(card.task(), slot);
      }
      throw new UnexpectedStatus(response.status());
    }
    X509Certificate statement = parse(card, response.data());
    return KeyFinder.certificate(card, PivSlot.ATTESTATION)
        .map(own -> List.of(statement, own))
        .orElse(List.of(statement));
  }

  private static TokenException refusal(String name, StatusWord status) {
    if (status.equals(StatusWord.INSTRUCTION_NOT_SUPPORTED)
        || status.equals(StatusWord.FUNCTION_NOT_SUPPORTED)) {
      return new TokenException.Unsupported(
          name, OPERATION, "this token cannot attest keys", "use another token");
    }
    return new TokenException.Refused(
        name,
        OPERATION,
        "the token does not attest this key",
        status.toString(),
        "only keys that it made itself can be attested");
  }

  private static CommandApdu command(PivSlot slot) {
    return CommandApdu.of(INS_ATTEST, slot.reference(), 0).expectingLongResponse();
  }

  private static X509Certificate parse(PivCard card, byte[] der) {
    try {
      return PivCertificates.parse(der);
    } catch (CertificateException e) {
      throw card.badResponse("its attestation is no certificate", e);
    }
  }

  /** The statement for a key; empty when the card makes none, for whatever reason. */
  static Optional<X509Certificate> statement(PivCard card, PivSlot slot) throws ChannelException {
    ResponseApdu response = card.ask(command(slot));
    return response.isSuccess() ? Optional.of(parse(card, response.data())) : Optional.empty();
  }

  /** The policies that a statement tells; the extension holds the bare bytes. */
  static KeyPolicies policies(X509Certificate statement) {
    byte[] extension = statement.getExtensionValue(POLICIES);
    boolean usable =
        extension != null && extension.length == 4 && extension[0] == 0x04 && extension[1] == 2;
    return usable ? PivPolicies.decode(extension[2], extension[3]) : KeyPolicies.UNKNOWN;
  }
}
