package dev.countersign.host.pkcs11;

import dev.countersign.device.Digest;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import dev.countersign.host.cryptoki.Cko;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A token of SoftHSM with one key on P-256, and what tests do with it. */
final class ShimToken {
  static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.ecdsa(Digest.SHA256);

  private final String label;

  /**
   * Makes the token.
   *
   * @param options of pkcs11-tool --keypairgen
   */
  ShimToken(String name, String... options) {
    // Tokens of earlier runs lie there still.
    label = name + "-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    SoftHsm.create(label);
    addKey("a1", "key", options);
  }

  /**
   * Makes another key.
   *
   * @param id in hexadecimal
   * @param options of pkcs11-tool --keypairgen
   */
  void addKey(String id, String name, String... options) {
    List<String> command = new ArrayList<>(List.of("--keypairgen", "--key-type", "EC:prime256v1"));
    command.addAll(List.of("--id", id, "--label", name));
    command.addAll(List.of(options));
    pkcs11Tool(command);
  }

  /** Deletes both halves of a key behind the back of this process. */
  void deleteKey(String id) {
    for (String half : List.of("privkey", "pubkey")) {
      pkcs11Tool(List.of("--delete-object", "--type", half, "--id", id));
    }
  }

  private void pkcs11Tool(List<String> arguments) {
    List<String> command =
        new ArrayList<>(List.of("--token-label", label, "--login", "--pin", SoftHsm.PIN));
    command.addAll(arguments);
    SoftHsm.pkcs11Tool(command.toArray(String[]::new));
  }

  TokenUri uri() {
    return TokenUri.parse("pkcs11:token=" + label + ";object=key");
  }

  SigningKey key(Tokens tokens) {
    return tokens.signingKey(uri());
  }

  /** A secret key for MACs. */
  static List<Attribute> secretKey(ObjectName name, byte[] value) {
    return List.of(
        Attribute.of(Cka.CLASS, Cko.SECRET_KEY),
        Attribute.of(Cka.KEY_TYPE, Ckk.GENERIC_SECRET),
        Attribute.of(Cka.TOKEN, true),
        Attribute.of(Cka.ID, name.id()),
        Attribute.of(Cka.LABEL, name.label()),
        Attribute.of(Cka.SIGN, true),
        Attribute.of(Cka.VALUE, value));
  }

  /** Signs a message of its own, and verifies that. */
  static void signs(SigningKey key, PublicKey half, String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    byte[] signature = key.sign(ALGORITHM, bytes);
    try {
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(half);
      verifier.update(bytes);
      if (!verifier.verify(signature)) {
        throw new AssertionError("a wrong signature of: " + message);
      }
    } catch (GeneralSecurityException e) {
      throw new AssertionError("no signature of: " + message, e);
    }
  }

  /** Runs the same in so many threads; throws what one of them did. */
  static void inThreads(int threads, Callable<Void> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(pool.submit(work));
      }
      for (Future<Void> one : all) {
        one.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
