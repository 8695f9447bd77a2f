package dev.countersign.device.fido;

import dev.countersign.device.Secret;
import java.util.List;
import java.util.Optional;

/** That a key holds a credential, and what comes with it. Closing it wipes its secrets. */
public final class Assertion implements AutoCloseable {
  private final Identifier credential;
  private final byte[] authenticatorData;
  private final byte[] signature;
  private final Optional<UserAccount> user;
  private final Extras extras;

  /**
   * What comes with an assertion.
   *
   * @param secrets one for each salt that was given, of 32 bytes
   * @param largeBlob the large blob that was read
   * @param largeBlobWritten whether one was written
   * @param blob the few bytes that were stored with the credential
   */
  public record Extras(
      List<Secret> secrets,
      Optional<byte[]> largeBlob,
      boolean largeBlobWritten,
      Optional<byte[]> blob) {
    /** Nothing. */
    public static final Extras NONE =
        new Extras(List.of(), Optional.empty(), false, Optional.empty());
  }

  /**
   * An assertion.
   *
   * @param authenticatorData as it was signed ([WEBAUTHN-3] 6.1)
   * @param signature over authenticator data and the hash of the client data
   * @param user as far as the key tells
   */
  public Assertion(
      Identifier credential,
      byte[] authenticatorData,
      byte[] signature,
      Optional<UserAccount> user,
      Extras extras) {
    this.credential = credential;
    this.authenticatorData = authenticatorData.clone();
    this.signature = signature.clone();
    this.user = user;
    this.extras = extras;
  }

  /** The identifier of the credential. */
  public Identifier credential() {
    return credential;
  }

  /** Authenticator data as it was signed, a copy. */
  public byte[] authenticatorData() {
    return authenticatorData.clone();
  }

  /** The signature, in the form that the credential's algorithm has in [WEBAUTHN-3] 6.5.5. */
  public byte[] signature() {
    return signature.clone();
  }

  /** Whose credential it is, as far as the key tells. */
  public Optional<UserAccount> user() {
    return user;
  }

  /** What comes with it. */
  public Extras extras() {
    return extras;
  }

  @Override
  public void close() {
    extras.secrets().forEach(Secret::close);
  }
}
