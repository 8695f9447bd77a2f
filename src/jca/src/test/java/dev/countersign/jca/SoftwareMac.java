package dev.countersign.jca;

import dev.countersign.device.Digest;
import dev.countersign.device.MacKey;
import dev.countersign.device.PinEntry;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.TouchPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A MAC key in software that behaves as one on a token, for tests of this module. */
record SoftwareMac(
    Digest digest,
    List<Digest> digests,
    int maxMessageBytes,
    AtomicReference<TokenException> failure)
    implements MacKey {
  static final byte[] VALUE = "a key of more than enough bytes".getBytes(StandardCharsets.US_ASCII);

  /** A key that takes messages of up to so many bytes, with these hash functions. */
  static SoftwareMac of(int maxMessageBytes, Digest... digests) {
    return new SoftwareMac(digests[0], List.of(digests), maxMessageBytes, new AtomicReference<>());
  }

  /** What is to come out, by the runtime. */
  static byte[] expected(Digest digest, byte[] message) throws Exception {
    Mac mac = Mac.getInstance(digest.hmacName(), "SunJCE");
    mac.init(new SecretKeySpec(VALUE, digest.hmacName()));
    return mac.doFinal(message);
  }

  @Override
  public TokenUri uri() {
    return TokenUri.parse("pkcs11:token=soft;object=mac;type=secret-key");
  }

  @Override
  public String label() {
    return "mac";
  }

  @Override
  public MacKey with(Digest other) {
    return digests.contains(other)
        ? new SoftwareMac(other, digests, maxMessageBytes, failure)
        : MacKey.super.with(other);
  }

  @Override
  public MacKey with(PinEntry pinEntry) {
    return this;
  }

  @Override
  public Optional<TouchPolicy> touchPolicy() {
    return Optional.empty();
  }

  @Override
  public byte[] mac(byte[] message) {
    TokenException now = failure.get();
    if (now != null) {
      throw now;
    }
    if (message.length < 1 || message.length > maxMessageBytes) {
      throw new AssertionError("a length that the port does not allow: " + message.length);
    }
    try {
      return expected(digest, message);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
