package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.Login;
import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.TokenException;
import dev.countersign.junit.contract.Judge;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** What the parts of the contract share. */
public interface ModuleContract {
  /** What is signed. */
  byte[] MESSAGE = "The quick brown fox jumps over 13.".getBytes(StandardCharsets.US_ASCII);

  /** The bench of the test that is running: the same object until the test ends. */
  ModuleBench bench();

  /** The keys of the token that sign. */
  default SigningKeys signingKeys() {
    return bench().token().require(SigningKeys.class);
  }

  /** The login of the token. */
  default Login login() {
    return bench().token().require(Login.class);
  }

  /** Those of the keys made beforehand that sign. */
  default List<MadeKey> signing() {
    return bench().keys().stream().filter(key -> key.uses().contains(MadeKey.Use.SIGN)).toList();
  }

  /** One of them that wants the PIN once. */
  default MadeKey anySigning() {
    return signing().stream().filter(key -> !key.eachTime()).findFirst().orElseThrow();
  }

  /** The way to sign with a kind of key that every module has. */
  static SignatureAlgorithm usual(MadeKey key) {
    return switch (key.algorithm().family()) {
      case RSA -> SignatureAlgorithm.rsa(Digest.SHA256);
      case EC -> SignatureAlgorithm.ecdsa(Digest.SHA256);
      case ED25519, X25519 -> SignatureAlgorithm.ed25519();
    };
  }

  /** A kind of key that the token makes, one that is quickly made where it can. */
  static KeyAlgorithm newKind(ModuleBench bench) {
    Set<KeyAlgorithm> kinds = bench.token().require(KeyManagement.class).generates();
    return kinds.contains(KeyAlgorithm.P256) ? KeyAlgorithm.P256 : KeyAlgorithm.RSA2048;
  }

  /** Every way to sign with keys of a family, ECDSA in both encodings. */
  static Stream<SignatureAlgorithm> every(Family family) {
    Stream<SignatureAlgorithm> plain =
        Stream.of(Digest.values())
            .map(
                digest ->
                    new SignatureAlgorithm.Ecdsa(
                        Optional.of(digest), SignatureAlgorithm.Ecdsa.Format.P1363));
    return Stream.concat(SignatureAlgorithm.named().stream(), plain)
        .filter(algorithm -> algorithm.family() == family);
  }

  /** Signs in the usual way; the JDK judges. */
  static void assertSigns(MadeKey made, SigningKey key) {
    byte[] signature = key.sign(usual(made), MESSAGE);
    assertTrue(Judge.accepts(made.publicKey(), usual(made), MESSAGE, signature), made::toString);
  }

  /** Sixteen threads sign with a key whose PIN is wrong: each is told so. */
  default void assertWrongPinStopsManyThreads() throws Exception {
    MadeKey made = anySigning();
    SigningKey key = bench().tokens().signingKey(made.uri());
    login().logout();
    bench().pins().answer(Kind.PIN, bench().wrongPin());
    Callable<TokenException> refused =
        () ->
            assertThrows(
                TokenException.class, () -> key.sign(usual(made), MESSAGE), made::toString);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      for (Future<TokenException> one : threads.invokeAll(Collections.nCopies(16, refused))) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
