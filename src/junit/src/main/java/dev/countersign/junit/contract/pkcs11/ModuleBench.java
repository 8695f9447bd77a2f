package dev.countersign.junit.contract.pkcs11;

import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.junit.ScriptedPins;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One token behind a PKCS#11 module on which the contract is tried. Each test has a bench of its
 * own, logged out; the token and the keys on it may be the same for several tests.
 */
public interface ModuleBench extends AutoCloseable {

  /** The tokens, asking {@link #pins()}; the one on the bench among them. */
  Tokens tokens();

  /** The URI of the token on the bench, with what is needed to be unique. */
  TokenUri uri();

  /**
   * What else its token, slot and module are called: the parts of a URI, each of which names it
   * ([RFC7512] 2.3).
   */
  Map<String, String> parts();

  /** What is answered when the token wants its PIN: the right one at first. */
  ScriptedPins pins();

  /**
   * The keys that are on the token, made by whatever program makes keys there: at least two that
   * sign, one of them without a certificate where the token can hold such keys.
   */
  List<MadeKey> keys();

  /** What its token can that others cannot. */
  Set<Ability> abilities();

  /** Whether the mechanisms that the token lists leave no way to sign so. */
  boolean lacks(SignatureAlgorithm algorithm);

  /** How many wrong PINs the token still takes; empty where nobody can tell. */
  default OptionalInt attemptsLeft() {
    return OptionalInt.empty();
  }

  /** The PIN that is right. */
  String rightPin();

  /**
   * Puts a secret key there by the module's own functions, as another program would. Nobody is
   * logged in before it, and afterwards; it is gone with the bench.
   *
   * @param label CKA_LABEL, and CKA_ID
   * @param sensitive CKA_SENSITIVE
   * @param extractable CKA_EXTRACTABLE
   */
  void putSecret(String label, boolean sensitive, boolean extractable);

  /**
   * The value of a secret key as the module shows it to another program that logs in; empty when it
   * does not. Nobody is logged in before, and afterwards.
   */
  Optional<byte[]> readSecret(TokenUri key);

  /** A PIN that is wrong. */
  default String wrongPin() {
    return "7654321";
  }

  /** Takes the token away and brings it back; empty where that cannot be done. */
  default Optional<Plug> plug() {
    return Optional.empty();
  }

  /** The token on the bench. */
  default Token token() {
    return tokens().find(uri());
  }

  @Override
  void close();

  /** Where the token comes and goes. */
  interface Plug {
    /** Takes it away; returns when the module can know. */
    void pull() throws Exception;

    /** Brings it back; returns when the module can know. */
    void insert() throws Exception;
  }
}
