package dev.countersign.jca;

import dev.countersign.device.Digest;
import dev.countersign.device.MacKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenSecretKey;
import java.io.ByteArrayOutputStream;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Mac;
import javax.crypto.MacSpi;
import org.jspecify.annotations.Nullable;

/**
 * HMAC ([RFC2104]) by a key on a token. Its hash begins with the key, so nothing of it can be done
 * here: the message is kept until it is whole, and then given to the token.
 *
 * <p>It has 1 to {@link MacKey#maxMessageBytes()} bytes: 16 MiB for keys in PKCS#11 modules, 63
 * bytes for a slot of the OTP application, 8 for the seed of an OATH account. Longer ones are
 * refused as soon as they are too long; no MAC of a part is made.
 *
 * <p>A {@code javax.crypto.Mac} that is asked for its length before it has a key, as the runtime's
 * own TLS does, binds itself to the first provider of the list. When that is this one and the key
 * turns out to be another's, the work is passed on.
 */
final class TokenMac extends MacSpi {
  private final Digest digest;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private @Nullable MacKey key;
  private boolean tooLong;
  private boolean boundEarly;
  private @Nullable Mac other;

  TokenMac(Digest digest) {
    this.digest = digest;
  }

  @Override
  protected int engineGetMacLength() {
    boundEarly |= key == null;
    return digest.lengthBytes();
  }

  @Override
  protected void engineInit(Key secretKey, @Nullable AlgorithmParameterSpec parameters)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    key = null;
    other = null;
    engineReset();
    if (boundEarly && !(secretKey instanceof TokenSecretKey)) {
      other = passOn(secretKey, parameters);
      return;
    }
    if (parameters != null) {
      throw new InvalidAlgorithmParameterException("there are no parameters to set");
    }
    key = Handles.mac(secretKey, digest);
  }

  private Mac passOn(@Nullable Key foreign, @Nullable AlgorithmParameterSpec parameters)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    InvalidKeyException refused = null;
    for (Provider provider : Security.getProviders()) {
      Provider.Service service = provider.getService("Mac", digest.hmacName());
      if (provider instanceof CountersignProvider
          || service == null
          || !service.supportsParameter(foreign)) {
        continue;
      }
      try {
        Mac mac = Mac.getInstance(digest.hmacName(), provider);
        mac.init(foreign, parameters);
        return mac;
      } catch (NoSuchAlgorithmException | InvalidKeyException e) {
        refused = new InvalidKeyException(e.getMessage(), e);
      }
    }
    throw refused == null
        ? new InvalidKeyException("no provider takes this key for " + digest.hmacName())
        : refused;
  }

  @Override
  protected void engineUpdate(byte input) {
    engineUpdate(new byte[] {input}, 0, 1);
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    if (other != null) {
      other.update(input, offset, length);
      return;
    }
    MacKey own = requireKey();
    if (length > own.maxMessageBytes() - message.size()) {
      tooLong = true;
    }
    if (tooLong) {
      message.reset();
      throw tooLong(own);
    }
    message.write(input, offset, length);
  }

  @Override
  protected byte[] engineDoFinal() {
    if (other != null) {
      return other.doFinal();
    }
    MacKey own = requireKey();
    byte[] whole = message.toByteArray();
    boolean refused = tooLong;
    // Whatever comes of it, the next message begins empty.
    engineReset();
    if (refused) {
      throw tooLong(own);
    } else if (whole.length == 0) {
      throw new ProviderException(own.uri() + ": a token makes no MAC of an empty message");
    }
    try {
      return own.mac(whole);
    } catch (TokenException e) {
      throw new ProviderException(Handles.describe(e), e);
    }
  }

  private static ProviderException tooLong(MacKey key) {
    return new ProviderException(
        "%s: it takes messages of at most %d bytes".formatted(key.uri(), key.maxMessageBytes()));
  }

  private MacKey requireKey() {
    if (key == null) {
      throw new IllegalStateException("no key was given");
    }
    return key;
  }

  @Override
  protected void engineReset() {
    if (other != null) {
      other.reset();
    }
    message.reset();
    tooLong = false;
  }
}
