package dev.countersign.junit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.countersign.device.Digest;
import dev.countersign.device.HeldPins;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SignatureAlgorithm.Ecdsa;
import dev.countersign.device.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A key signs in every way that its family knows; the JDK judges the signatures. */
public interface SigningContract extends TokenContract {

  /** Every way to sign, ECDSA in both encodings. */
  private static Stream<SignatureAlgorithm> algorithms(Family family) {
    Stream<SignatureAlgorithm> plain =
        Stream.of(Digest.values())
            .map(digest -> new Ecdsa(Optional.of(digest), Ecdsa.Format.P1363));
    return Stream.concat(SignatureAlgorithm.named().stream(), plain)
        .filter(algorithm -> algorithm.family() == family);
  }

  @TestFactory
  default Stream<DynamicTest> rsa2048SignsInEveryWay() {
    return signsInEveryWay(KeyAlgorithm.RSA2048);
  }

  @TestFactory
  default Stream<DynamicTest> p256SignsInEveryWay() {
    return signsInEveryWay(KeyAlgorithm.P256);
  }

  @TestFactory
  default Stream<DynamicTest> p384SignsInEveryWay() {
    return signsInEveryWay(KeyAlgorithm.P384);
  }

  @Test
  default void ed25519SignsWhereTheTokenHasIt() {
    if (!management().generates().contains(KeyAlgorithm.ED25519)) {
      return;
    }
    SigningKey key = signingKey("9a", KeyAlgorithm.ED25519);
    for (int length : new int[] {0, 1, 255, 256, 2000}) {
      byte[] message = new byte[length];
      byte[] signature = key.sign(SignatureAlgorithm.ed25519(), message);
      assertTrue(
          Judge.accepts(key.publicKey(), SignatureAlgorithm.ed25519(), message, signature),
          () -> length + " bytes");
    }
  }

  /** One key, one test per algorithm. */
  private Stream<DynamicTest> signsInEveryWay(KeyAlgorithm kind) {
    SigningKey key = signingKey("9a", kind);
    return algorithms(kind.family())
        .map(algorithm -> dynamicTest(algorithm.toString(), () -> signs(key, algorithm)));
  }

  private static void signs(SigningKey key, SignatureAlgorithm algorithm) {
    byte[] message = "The quick brown fox jumps over 13.".getBytes(StandardCharsets.US_ASCII);
    if (algorithm.digest().isEmpty()) {
      message = Digest.SHA256.hash(message);
    }
    byte[] signature = key.sign(algorithm, message);
    assertTrue(Judge.accepts(key.publicKey(), algorithm, message, signature), "refused");
    message[0] ^= 1;
    assertFalse(Judge.accepts(key.publicKey(), algorithm, message, signature), "judge is blind");
    if (algorithm instanceof Ecdsa ecdsa && ecdsa.format() == Ecdsa.Format.P1363) {
      assertEquals(2 * key.algorithm().bytes(), signature.length);
    }
  }

  @Test
  default void digestMadeElsewhereIsSigned() {
    SigningKey key = signingKey("9a", KeyAlgorithm.P256);
    SignatureAlgorithm algorithm = SignatureAlgorithm.ecdsa(Digest.SHA256);
    byte[] message = new byte[100];
    byte[] signature = key.signDigest(algorithm, Digest.SHA256.hash(message));
    assertTrue(Judge.accepts(key.publicKey(), algorithm, message, signature));
  }

  @Test
  default void digestOfAnotherLengthIsRefusedBeforeAnythingIsAsked() {
    SigningKey key = signingKey("9a", KeyAlgorithm.P256);
    SignatureAlgorithm algorithm = SignatureAlgorithm.ecdsa(Digest.SHA256);
    assertThrows(IllegalArgumentException.class, () -> key.signDigest(algorithm, new byte[31]));
    assertEquals(0, bench().pins().asked(Kind.PIN));
  }

  @Test
  default void algorithmOfAnotherFamilyIsRefusedBeforeAnythingIsAsked() {
    SigningKey key = signingKey("9a", KeyAlgorithm.P256);
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.named()) {
      if (algorithm.family() != Family.EC) {
        assertThrows(
            IllegalArgumentException.class,
            () -> key.sign(algorithm, new byte[32]),
            algorithm::name);
      }
    }
    assertEquals(0, bench().pins().asked(Kind.PIN));
  }

  @Test
  default void authenticationKeyAsksForThePinOnce() {
    SigningKey key = signingKey("9a", KeyAlgorithm.P256);
    signTwice(key);
    assertEquals(1, bench().pins().asked(Kind.PIN));
  }

  @Test
  default void signatureKeyAsksForThePinEachTime() {
    SigningKey key = signingKey("9c", KeyAlgorithm.P256);
    signTwice(key);
    assertEquals(2, bench().pins().asked(Kind.PIN));
  }

  @Test
  default void heldPinServesTheSignatureKeyToo() {
    SigningKey key = signingKey("9c", KeyAlgorithm.P256);
    try (HeldPins held = new HeldPins(bench().pins())) {
      signTwice(key.with(held));
    }
    assertEquals(1, bench().pins().asked(Kind.PIN));
  }

  @Test
  default void cardAuthenticationKeyNeverAsksForThePin() {
    SigningKey key = signingKey("9e", KeyAlgorithm.P256);
    signTwice(key);
    assertEquals(0, bench().pins().asked(Kind.PIN));
  }

  private static void signTwice(SigningKey key) {
    SignatureAlgorithm algorithm = SignatureAlgorithm.ecdsa(Digest.SHA256);
    for (byte i = 0; i < 2; i++) {
      byte[] message = {i};
      byte[] signature = key.sign(algorithm, message);
      assertTrue(Judge.accepts(key.publicKey(), algorithm, message, signature));
    }
  }

  @Test
  default void threadsShareOneToken() throws Exception {
    SigningKey key = signingKey("9a", KeyAlgorithm.P256);
    SignatureAlgorithm algorithm = SignatureAlgorithm.ecdsa(Digest.SHA256);
    List<Callable<byte[]>> work = new ArrayList<>();
    for (byte i = 0; i < 8; i++) {
      byte[] message = {i};
      work.add(() -> key.sign(algorithm, message));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      byte i = 0;
      for (Future<byte[]> signature : threads.invokeAll(work)) {
        byte[] message = {i++};
        assertTrue(Judge.accepts(key.publicKey(), algorithm, message, signature.get()));
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
