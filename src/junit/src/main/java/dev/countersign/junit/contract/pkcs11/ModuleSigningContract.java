package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.countersign.device.Digest;
import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SignatureAlgorithm.Ecdsa;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.junit.contract.Judge;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keys sign in every way that their module has; the JDK judges the signatures. */
public interface ModuleSigningContract extends ModuleContract {

  @TestFactory
  default Stream<DynamicTest> everyKeySignsInEveryWay() {
    return signing().stream()
        .flatMap(
            made ->
                ModuleContract.every(made.algorithm().family())
                    .map(way -> dynamicTest(made.uri() + " " + way, () -> signs(made, way))));
  }

  private void signs(MadeKey made, SignatureAlgorithm algorithm) {
    SigningKey key = bench().tokens().signingKey(made.uri());
    byte[] message =
        algorithm.digest().isEmpty() && algorithm instanceof Ecdsa
            ? Digest.SHA256.hash(MESSAGE)
            : MESSAGE.clone();
    if (bench().lacks(algorithm)) {
      assertThrows(TokenException.class, () -> key.sign(algorithm, message));
      return;
    }
    byte[] signature = key.sign(algorithm, message);
    assertTrue(Judge.accepts(made.publicKey(), algorithm, message, signature), "refused");
    message[0] ^= 1;
    assertFalse(Judge.accepts(made.publicKey(), algorithm, message, signature), "judge is blind");
  }

  @Test
  default void algorithmOfAnotherFamilyIsRefusedBeforeAnythingIsAsked() {
    MadeKey made = anySigning();
    SigningKey key = bench().tokens().signingKey(made.uri());
    long before = bench().pins().asked(Kind.PIN);
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.named()) {
      if (algorithm.family() != made.algorithm().family()) {
        assertThrows(
            IllegalArgumentException.class,
            () -> key.sign(algorithm, new byte[32]),
            algorithm::name);
      }
    }
    assertEquals(before, bench().pins().asked(Kind.PIN));
  }

  @Test
  default void aKeyThatIsUsedManyTimesAsksForThePinOnce() {
    MadeKey made = anySigning();
    SigningKey key = bench().tokens().signingKey(made.uri());
    for (int i = 0; i < 20; i++) {
      ModuleContract.assertSigns(made, key);
    }
    assertEquals(login().required() ? 1 : 0, bench().pins().asked(Kind.PIN));
  }

  @Test
  default void manyThreadsSign() throws Exception {
    List<Callable<Void>> work = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      for (MadeKey made : signing()) {
        SigningKey key = bench().tokens().signingKey(made.uri());
        work.add(
            () -> {
              ModuleContract.assertSigns(made, key);
              return null;
            });
      }
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (Future<Void> one : threads.invokeAll(work)) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
