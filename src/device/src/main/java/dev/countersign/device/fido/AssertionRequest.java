package dev.countersign.device.fido;

import java.util.List;
import java.util.Optional;

/**
 * What is to be proved.
 *
 * @param clientDataHash SHA-256 of the client data, which names challenge and origin
 * @param relyingPartyId to whom
 * @param allow credentials of which one will do; empty: whichever the key has stored
 * @param verification of the person
 * @param touch false to find out whether the key holds one of the list, without a person; what
 *     comes of it proves nothing
 * @param salts one or two for which secrets are wanted ([CTAP2.1] 12.5); empty: none
 * @param largeBlob what is to be done with the large blob of the credential
 * @param blob whether the few bytes that were stored with it are wanted
 */
public record AssertionRequest(
    ClientDataHash clientDataHash,
    String relyingPartyId,
    List<Identifier> allow,
    Verification verification,
    boolean touch,
    List<SecretSalt> salts,
    Optional<LargeBlob> largeBlob,
    boolean blob) {

  /** A request. */
  public AssertionRequest {
    allow = List.copyOf(allow);
    salts = List.copyOf(salts);
    if (salts.size() > 2) {
      throw new IllegalArgumentException("a key makes two secrets at a time at most");
    }
  }

  /** A request for nothing but an assertion. */
  public static AssertionRequest of(
      ClientDataHash clientDataHash,
      String relyingPartyId,
      List<Identifier> allow,
      Verification verification) {
    return new AssertionRequest(
        clientDataHash,
        relyingPartyId,
        allow,
        verification,
        true,
        List.of(),
        Optional.empty(),
        false);
  }

  /** What is to be done with the large blob of a credential ([CTAP2.1] 6.10). */
  public sealed interface LargeBlob {
    /** It is read. */
    record Read() implements LargeBlob {}

    /** It is replaced; the allow list has one credential then. */
    final class Write implements LargeBlob {
      private final byte[] content;

      /** To be replaced by these bytes, which are copied. */
      public Write(byte[] content) {
        this.content = content.clone();
      }

      /** The bytes, a copy. */
      public byte[] content() {
        return content.clone();
      }
    }
  }
}
