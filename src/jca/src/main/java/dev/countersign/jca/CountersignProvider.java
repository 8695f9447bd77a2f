package dev.countersign.jca;

import dev.countersign.device.Tokens;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.security.Provider;
import org.jspecify.annotations.Nullable;

/**
 * The {@code java.security} provider "Countersign".
 *
 * <pre>{@code
 * Security.addProvider(new CountersignProvider());
 * KeyStore keys = KeyStore.getInstance("Countersign");
 * keys.load(null, pin);
 * PrivateKey key = (PrivateKey) keys.getKey("piv:serial=12345678;slot=9c", null);
 * Signature signature = Signature.getInstance("SHA256withRSA");
 * signature.initSign(key);
 * }</pre>
 *
 * <p>Creating one takes no look at any reader: tokens are looked for when a key store is loaded. It
 * signs, decrypts and agrees with keys of tokens and leaves all other keys, and all verifying and
 * encrypting, to the other providers: {@code Signature.getInstance(name)} finds the right one by
 * the key, wherever this provider stands in the list.
 */
public final class CountersignProvider extends Provider {
  /** The name of the provider and the type of its key store. */
  public static final String NAME = "Countersign";

  @Serial private static final long serialVersionUID = 1L;

  private final transient @Nullable Tokens given;
  private transient @Nullable SharedTokens shared;

  /** A provider over whatever is attached; readers and drivers are found when they are needed. */
  public CountersignProvider() {
    this(null, "Countersign: keys on attached tokens");
  }

  /**
   * A provider over these tokens.
   *
   * @param tokens whose keys its key stores hold; stays open for as long as the keys are used, and
   *     is closed by the caller
   */
  public CountersignProvider(Tokens tokens) {
    this(tokens, "Countersign: keys on given tokens");
  }

  private CountersignProvider(@Nullable Tokens tokens, String info) {
    super(NAME, "0.1", info);
    given = tokens;
    Services.of(this).forEach(this::putService);
  }

  /** What a key store that is loaded without {@link TokensParameter} reads. */
  synchronized SharedTokens tokens() {
    if (shared == null) {
      shared = given == null ? SharedTokens.attached() : SharedTokens.given(given);
    }
    return shared;
  }

  @Serial
  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a provider over tokens cannot be serialized");
  }
}
