package dev.countersign.jca;

import dev.countersign.device.DecryptionAlgorithm;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenPrivateKey;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * RSA decryption and unwrapping by a key on a token: {@code RSA/ECB/PKCS1Padding} and OAEP. What
 * the padding names mean is what the Java runtime's own provider takes them for: {@code
 * OAEPWithSHA-256AndMGF1Padding} hashes its label with SHA-256 and its mask with SHA-1, unless an
 * {@link OAEPParameterSpec} says otherwise.
 */
final class RsaDecryption extends CipherSpi {
  /** The paddings that are known, in upper case, as the attribute of a service writes them. */
  static final String PADDINGS =
      "PKCS1PADDING|OAEPPADDING|OAEPWITHSHA-?1ANDMGF1PADDING|OAEPWITHSHA-?256ANDMGF1PADDING"
          + "|OAEPWITHSHA-?384ANDMGF1PADDING|OAEPWITHSHA-?512ANDMGF1PADDING";

  private static final Pattern OAEP_WITH =
      Pattern.compile("OAEPWITH(SHA-?[0-9]+)ANDMGF1PADDING", Pattern.CASE_INSENSITIVE);

  /** The runtime's own name for what TLS wants to know of a premaster secret. */
  private static final String TLS_PARAMETERS = "TlsRsaPremasterSecretParameterSpec";

  private Optional<Digest> oaepHash = Optional.empty();
  private @Nullable Running running;

  /** The decryption that is being done; the buffer is as long as the modulus. */
  private static final class Running {
    private final DecryptionKey key;
    private final DecryptionAlgorithm algorithm;
    private final boolean unwrapping;
    private final BigInteger modulus;
    private final byte[] buffer;
    private int filled;
    private boolean overflow;

    Running(DecryptionKey key, DecryptionAlgorithm algorithm, boolean unwrapping) {
      this.key = key;
      this.algorithm = algorithm;
      this.unwrapping = unwrapping;
      this.modulus = ((RSAPublicKey) key.publicKey()).getModulus();
      this.buffer = new byte[key.algorithm().bytes()];
    }

    void add(byte[] input, int offset, int length) {
      if (length > buffer.length - filled) {
        overflow = true;
      } else {
        System.arraycopy(input, offset, buffer, filled, length);
        filled += length;
      }
    }

    void clear() {
      Arrays.fill(buffer, (byte) 0);
      filled = 0;
      overflow = false;
    }
  }

  @Override
  protected void engineSetMode(String mode) throws NoSuchAlgorithmException {
    if (!mode.equalsIgnoreCase("ECB")) {
      throw new NoSuchAlgorithmException("RSA knows the mode ECB, which means none");
    }
  }

  @Override
  protected void engineSetPadding(String padding) throws NoSuchPaddingException {
    Matcher named = OAEP_WITH.matcher(padding);
    if (padding.equalsIgnoreCase("PKCS1Padding")) {
      oaepHash = Optional.empty();
    } else if (padding.equalsIgnoreCase("OAEPPadding")) {
      oaepHash = Optional.of(Digest.SHA1);
    } else if (named.matches() && DigestNames.digest(named.group(1)).isPresent()) {
      oaepHash = DigestNames.digest(named.group(1));
    } else {
      throw new NoSuchPaddingException(padding.toUpperCase(Locale.ROOT) + " is not known here");
    }
  }

  @Override
  protected void engineInit(int mode, Key key, @Nullable SecureRandom random)
      throws InvalidKeyException {
    begin(mode, key, defaultAlgorithm());
  }

  @Override
  protected void engineInit(
      int mode, Key key, @Nullable AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (parameters != null
        && oaepHash.isEmpty()
        && parameters.getClass().getSimpleName().equals(TLS_PARAMETERS)) {
      // JSSE falls back to plain decryption on this exception, and on no other.
      throw new InvalidKeyException("a premaster secret is decrypted, not unwrapped, here");
    }
    begin(mode, key, parameters == null ? defaultAlgorithm() : oaep(parameters));
  }

  @Override
  protected void engineInit(
      int mode, Key key, @Nullable AlgorithmParameters parameters, @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    try {
      engineInit(
          mode,
          key,
          parameters == null ? null : parameters.getParameterSpec(OAEPParameterSpec.class),
          random);
    } catch (InvalidParameterSpecException e) {
      throw new InvalidAlgorithmParameterException("not the parameters of OAEP", e);
    }
  }

  private DecryptionAlgorithm defaultAlgorithm() {
    return oaepHash
        .<DecryptionAlgorithm>map(hash -> new DecryptionAlgorithm.RsaOaep(hash, Digest.SHA1))
        .orElseGet(DecryptionAlgorithm.RsaPkcs1::new);
  }

  private DecryptionAlgorithm oaep(AlgorithmParameterSpec parameters)
      throws InvalidAlgorithmParameterException {
    if (oaepHash.isEmpty() || !(parameters instanceof OAEPParameterSpec oaep)) {
      throw new InvalidAlgorithmParameterException(
          "OAEP takes an OAEPParameterSpec; PKCS1Padding takes no parameters");
    }
    Optional<Digest> hash = DigestNames.digest(oaep.getDigestAlgorithm());
    Optional<Digest> mgf = DigestNames.mgf1(oaep.getMGFAlgorithm(), oaep.getMGFParameters());
    boolean emptyLabel =
        oaep.getPSource() instanceof PSource.PSpecified label && label.getValue().length == 0;
    if (hash.isEmpty() || mgf.isEmpty() || !emptyLabel) {
      throw new InvalidAlgorithmParameterException(
          "a key on a token decrypts with MGF1, an empty label, and SHA-1, SHA-256, SHA-384 or"
              + " SHA-512");
    }
    return new DecryptionAlgorithm.RsaOaep(hash.get(), mgf.get());
  }

  private void begin(int mode, Key key, DecryptionAlgorithm algorithm) throws InvalidKeyException {
    if (running != null) {
      running.clear();
      running = null;
    }
    if (key instanceof TokenPrivateKey
        && mode != Cipher.DECRYPT_MODE
        && mode != Cipher.UNWRAP_MODE) {
      throw new InvalidKeyException(
          "a private key decrypts and unwraps: encrypt with the public key, which any provider"
              + " does");
    }
    DecryptionKey decryption = Handles.decryption(key, Family.RSA);
    running = new Running(decryption, algorithm, mode == Cipher.UNWRAP_MODE);
  }

  @Override
  protected byte[] engineUpdate(byte[] input, int offset, int length) {
    requireRunning().add(input, offset, length);
    return new byte[0];
  }

  @Override
  protected int engineUpdate(byte[] input, int offset, int length, byte[] output, int outputAt) {
    requireRunning().add(input, offset, length);
    return 0;
  }

  @Override
  protected byte[] engineDoFinal(byte @Nullable [] input, int offset, int length)
      throws IllegalBlockSizeException, BadPaddingException {
    Running now = requireRunning();
    try {
      if (input != null && length > 0) {
        now.add(input, offset, length);
      }
      if (now.overflow || now.filled != now.buffer.length) {
        throw new IllegalBlockSizeException(
            "the ciphertext of this key has exactly %d bytes".formatted(now.buffer.length));
      }
      if (new BigInteger(1, now.buffer).compareTo(now.modulus) >= 0) {
        throw new BadPaddingException("the ciphertext is no number below the modulus");
      }
      return decrypt(now);
    } finally {
      now.clear();
    }
  }

  private static byte[] decrypt(Running now) throws BadPaddingException {
    try {
      return now.key.decrypt(now.algorithm, now.buffer.clone());
    } catch (TokenException.BadData e) {
      // The device says the same of every padding, so this tells nobody what was wrong with it.
      BadPaddingException refusal = new BadPaddingException(Handles.describe(e));
      refusal.initCause(e);
      throw refusal;
    } catch (TokenException e) {
      throw new ProviderException(Handles.describe(e), e);
    } catch (IllegalArgumentException e) {
      throw new ProviderException(now.key.uri() + ": " + e.getMessage(), e);
    }
  }

  @Override
  protected int engineDoFinal(
      byte @Nullable [] input, int offset, int length, byte[] output, int outputAt)
      throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
    Running now = requireRunning();
    if (output.length - outputAt < engineGetOutputSize(length)) {
      throw new ShortBufferException(
          "the output buffer needs room for %d bytes".formatted(engineGetOutputSize(length)));
    }
    byte[] message = engineDoFinal(input, offset, length);
    try {
      System.arraycopy(message, 0, output, outputAt, message.length);
      return message.length;
    } finally {
      Arrays.fill(message, (byte) 0);
      now.clear();
    }
  }

  @Override
  protected Key engineUnwrap(byte[] wrapped, String algorithm, int type)
      throws InvalidKeyException, NoSuchAlgorithmException {
    if (!requireRunning().unwrapping) {
      throw new IllegalStateException("initialised to decrypt, not to unwrap");
    }
    byte[] encoded = new byte[0];
    try {
      encoded = engineDoFinal(wrapped, 0, wrapped.length);
      return switch (type) {
        case Cipher.SECRET_KEY -> new SecretKeySpec(encoded, algorithm);
        case Cipher.PRIVATE_KEY ->
            KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        case Cipher.PUBLIC_KEY ->
            KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
        default -> throw new InvalidKeyException("unknown type of wrapped key: " + type);
      };
    } catch (IllegalBlockSizeException
        | BadPaddingException
        | InvalidKeySpecException
        | IllegalArgumentException e) {
      throw new InvalidKeyException("the wrapped key cannot be unwrapped", e);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private Running requireRunning() {
    if (running == null) {
      throw new IllegalStateException("no key was given");
    }
    return running;
  }

  /** 0: RSA is no block cipher to the runtime. */
  @Override
  protected int engineGetBlockSize() {
    return 0;
  }

  @Override
  protected int engineGetOutputSize(int inputLength) {
    return running == null ? 0 : running.buffer.length;
  }

  @Override
  @SuppressWarnings("NullAway") // null is what CipherSpi prescribes for "none"
  protected byte @Nullable [] engineGetIV() {
    return null;
  }

  @Override
  @SuppressWarnings("NullAway") // null is what CipherSpi prescribes for "none"
  protected @Nullable AlgorithmParameters engineGetParameters() {
    DecryptionAlgorithm algorithm = running == null ? defaultAlgorithm() : running.algorithm;
    if (!(algorithm instanceof DecryptionAlgorithm.RsaOaep oaep)) {
      return null;
    }
    try {
      AlgorithmParameters encoded = AlgorithmParameters.getInstance("OAEP");
      encoded.init(
          new OAEPParameterSpec(
              oaep.hash().jcaName(),
              "MGF1",
              new MGF1ParameterSpec(oaep.mgfHash().jcaName()),
              PSource.PSpecified.DEFAULT));
      return encoded;
    } catch (GeneralSecurityException e) {
      throw new ProviderException("this Java runtime cannot write the parameters of OAEP", e);
    }
  }

  @Override
  protected int engineGetKeySize(Key key) throws InvalidKeyException {
    if (key instanceof RSAKey rsa) {
      return rsa.getModulus().bitLength();
    }
    throw new InvalidKeyException("not an RSA key");
  }
}
