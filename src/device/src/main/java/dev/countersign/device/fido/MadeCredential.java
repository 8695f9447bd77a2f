package dev.countersign.device.fido;

import java.util.List;

/** A credential that a key made, and what the key says of itself. */
public final class MadeCredential {
  private final Identifier id;
  private final byte[] attestationObject;
  private final List<String> transports;
  private final boolean discoverable;
  private final boolean secrets;
  private final boolean largeBlob;

  /**
   * A credential.
   *
   * @param attestationObject CBOR of format, authenticator data and statement ([WEBAUTHN-3] 6.5.4)
   * @param transports how the key is reached: {@code usb}, {@code nfc}
   * @param discoverable whether it is stored on the key
   * @param secrets whether secrets can be derived with it
   * @param largeBlob whether a large blob can be stored with it
   */
  public MadeCredential(
      Identifier id,
      byte[] attestationObject,
      List<String> transports,
      boolean discoverable,
      boolean secrets,
      boolean largeBlob) {
    this.id = id;
    this.attestationObject = attestationObject.clone();
    this.transports = List.copyOf(transports);
    this.discoverable = discoverable;
    this.secrets = secrets;
    this.largeBlob = largeBlob;
  }

  /** Its identifier. */
  public Identifier id() {
    return id;
  }

  /** CBOR of format, authenticator data and statement, a copy. */
  public byte[] attestationObject() {
    return attestationObject.clone();
  }

  /** How the key is reached: {@code usb}, {@code nfc}. */
  public List<String> transports() {
    return transports;
  }

  /** Whether it is stored on the key. */
  public boolean discoverable() {
    return discoverable;
  }

  /** Whether secrets can be derived with it. */
  public boolean secrets() {
    return secrets;
  }

  /** Whether a large blob can be stored with it. */
  public boolean largeBlob() {
    return largeBlob;
  }
}
