package dev.countersign.host.pkcs11;

import dev.countersign.device.Digest;
import dev.countersign.device.MacKey;
import dev.countersign.device.PinEntry;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.TouchPolicy;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.cryptoki.Mechanism;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A secret key that makes MACs. */
final class Pkcs11MacKey implements MacKey {
  private static final String OPERATION = "make a MAC";

  /** What modules take at once; the interface has no limit. */
  private static final int MAX_MESSAGE_BYTES = 1 << 24;

  private final TokenUri uri;
  private final SecretObject key;
  private final Digest digest;
  private final Mechanism mechanism;
  private final KeyUse use;

  Pkcs11MacKey(TokenUri uri, SecretObject key, Digest digest, KeyUse use) {
    this.uri = uri;
    this.key = key;
    this.digest = digest;
    this.mechanism = Mechanism.of(Hashes.hmac(digest));
    this.use = use;
  }

  ObjectName name() {
    return key.name();
  }

  @Override
  public TokenUri uri() {
    return uri;
  }

  @Override
  public String label() {
    String label = key.name().label();
    return label.isEmpty() ? HexFormat.of().formatHex(key.name().id()) : label;
  }

  @Override
  public Digest digest() {
    return digest;
  }

  @Override
  public List<Digest> digests() {
    return key.digests();
  }

  @Override
  public MacKey with(PinEntry pinEntry) {
    return new Pkcs11MacKey(uri, key, digest, use.with(pinEntry));
  }

  @Override
  public MacKey with(Digest other) {
    if (key.digests().contains(other)) {
      return new Pkcs11MacKey(uri, key, other, use);
    }
    throw new TokenException.Unsupported(
        uri.toString(),
        OPERATION,
        "this key makes no MACs with " + other.jcaName(),
        "choose one of " + String.join(", ", key.digests().stream().map(Digest::jcaName).toList()));
  }

  @Override
  public int maxMessageBytes() {
    return MAX_MESSAGE_BYTES;
  }

  @Override
  public Optional<TouchPolicy> touchPolicy() {
    return Optional.of(TouchPolicy.NEVER);
  }

  @Override
  public byte[] mac(byte[] message) {
    if (message.length == 0 || message.length > MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "a message has 1 to %d bytes, not %d".formatted(MAX_MESSAGE_BYTES, message.length));
    }
    byte[] mac = use.run(OPERATION, new Making(message));
    if (mac.length != digest.lengthBytes()) {
      throw new TokenException.BadResponse(
          uri.toString(), OPERATION, "its MAC has %d bytes".formatted(mac.length), null);
    }
    return mac;
  }

  private final class Making implements KeyUse.Operation<byte[]> {
    private final byte[] message;

    Making(byte[] message) {
      this.message = message;
    }

    @Override
    public void begin(CryptokiSession session, long handle) {
      try {
        session.signInit(mechanism, handle);
      } catch (CryptokiException e) {
        if (!e.is(Ckr.CKR_KEY_SIZE_RANGE)) {
          throw e;
        }
        throw new TokenException.Unsupported(
            uri.toString(),
            OPERATION,
            "the token does not take a key of this length for " + digest.jcaName(),
            "choose another hash function, or import a key that is as long as its hash");
      }
    }

    @Override
    public byte[] finish(CryptokiSession session) {
      return session.sign(message);
    }
  }
}
