package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.HeldPins;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckr;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Sessions: how many, which, and what becomes of them when tokens, slots and modules change. */
@NeedsSoftHsm
class SessionsTest extends ShimCase {

  SessionsTest() {
    super("sessions");
  }

  private static void signInThreads(SigningKey key, int threads) throws Exception {
    PublicKey half = key.publicKey();
    CyclicBarrier together = new CyclicBarrier(threads);
    ShimToken.inThreads(
        threads,
        () -> {
          together.await();
          for (int i = 0; i < 10; i++) {
            ShimToken.signs(key, half, "message " + i);
          }
          return null;
        });
  }

  @Test
  void limitThatTheTokenTellsIsKept() throws Exception {
    shim.limit(4, 4);
    try (Tokens tokens = shim.tokens()) {
      signInThreads(token.key(tokens), 16);
    }
    assertThat(shim.mostSessions()).isLessThanOrEqualTo(4);
    assertThat(shim.sessions()).isZero();
  }

  @Test
  void limitThatTheTokenDoesNotTellIsFoundOut() throws Exception {
    for (long told : new long[] {-2, 0, 100}) {
      for (long most = 1; most < 5; most++) {
        behave();
        shim.limit(most, told);
        try (HeldPins held = new HeldPins(Shim.right());
            Tokens tokens = shim.tokens(held)) {
          signInThreads(token.key(tokens), 16);
        }
        assertThat(shim.mostSessions()).isEqualTo(most);
        assertThat(shim.sessions()).isZero();
      }
    }
  }

  @Test
  void tokenWithOneSessionSignsForManyThreads() throws Exception {
    shim.limit(1, 1);
    try (HeldPins held = new HeldPins(Shim.right());
        Tokens tokens = shim.tokens(held)) {
      signInThreads(token.key(tokens), 16);
      assertThat(shim.mostSessions()).isEqualTo(1);
      assertThat(shim.calls("C_Login")).isEqualTo(1);
    }
  }

  @Test
  void noSessionAtAllIsAnErrorAndNotAWait() {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = token.key(tokens);
      shim.drop();
      shim.fails("C_OpenSession", 100, Ckr.CKR_SESSION_COUNT);
      assertThatThrownBy(() -> key.sign(ShimToken.ALGORITHM, new byte[1]))
          .isInstanceOf(TokenException.Unavailable.class)
          .hasMessageContaining("no session left")
          .hasMessageContaining("CKR_SESSION_COUNT");
      shim.fails("C_OpenSession", 0, Ckr.CKR_OK);
      ShimToken.signs(key, key.publicKey(), "there is one again");
    }
  }

  @Test
  void manyMessagesAreSignedInSeveralSessions() throws Exception {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      messages.add(("message " + i).getBytes(StandardCharsets.US_ASCII));
    }
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = token.key(tokens);
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      List<byte[]> signatures = key.signAll(ShimToken.ALGORITHM, messages);
      assertThat(signatures).hasSameSizeAs(messages);
      for (int i = 0; i < messages.size(); i++) {
        verifier.initVerify(key.publicKey());
        verifier.update(messages.get(i));
        assertThat(verifier.verify(signatures.get(i))).as("message %d", i).isTrue();
      }
      byte[] streamed =
          key.sign(ShimToken.ALGORITHM, new ByteArrayInputStream(new byte[1_000_000]));
      verifier.initVerify(key.publicKey());
      verifier.update(new byte[1_000_000]);
      assertThat(verifier.verify(streamed)).isTrue();
    }
    assertThat(shim.calls("C_Login")).isEqualTo(1);
  }

  @Test
  void configuredNumberOfSessionsIsKept() throws Exception {
    try (Tokens tokens = Shim.tokens(shim.module(3), Shim.right())) {
      signInThreads(token.key(tokens), 16);
    }
    assertThat(shim.mostSessions()).isLessThanOrEqualTo(4);
  }

  @Test
  void tokenWhoseSlotGotAnotherNumberIsFoundAgain() throws Exception {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = used(tokens);
      PublicKey half = key.publicKey();
      shim.drop();
      shim.moveSlots(1000);
      signInThreads(key, 16);
      assertThat(shim.calls("C_Login")).isEqualTo(2);
    }
  }

  @Test
  void tokenThatIsAwayIsRemovedAndWorksWhenItIsBack() throws Exception {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = used(tokens);
      PublicKey half = key.publicKey();
      shim.hide(true);
      shim.drop();
      assertThatThrownBy(() -> key.sign(ShimToken.ALGORITHM, new byte[1]))
          .isInstanceOf(TokenException.Removed.class);
      shim.hide(false);
      shim.moveSlots(77);
      signInThreads(key, 16);
      assertThat(shim.calls("C_Login")).isEqualTo(2);
    }
  }

  @Test
  void moduleThatAnotherPartOfTheProcessEndedIsStartedAgain() throws Exception {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = used(tokens);
      PublicKey half = key.publicKey();
      shim.behave();
      shim.finalizeModule();
      signInThreads(key, 16);
      assertThat(shim.calls("C_Initialize")).isEqualTo(1);
      assertThat(shim.calls("C_Login")).isEqualTo(1);
    }
    assertThat(shim.sessions()).isZero();
  }

  @Test
  void keyThatWasDeletedMeanwhileIsNoKeyAndOthersWork() {
    ShimToken other = new ShimToken("deleted");
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = other.key(tokens);
      ShimToken.signs(key, key.publicKey(), "before");
      SoftHsm.pkcs11Tool(
          "--token-label",
          other.uri().attribute("token").orElseThrow(),
          "--login",
          "--pin",
          SoftHsm.PIN,
          "--delete-object",
          "--type",
          "privkey",
          "--id",
          "a1");
      assertThatThrownBy(() -> key.sign(ShimToken.ALGORITHM, new byte[1]))
          .isInstanceOf(TokenException.NoKey.class);
      SigningKey here = token.key(tokens);
      ShimToken.signs(here, here.publicKey(), "the other token");
    }
  }

  @Test
  void closingLetsWorkEndAndClosesItsSession() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Tokens tokens = shim.tokens();
    try {
      SigningKey key = used(tokens);
      PublicKey half = key.publicKey();
      shim.hold("C_Sign");
      Future<?> under = thread.submit(() -> ShimToken.signs(key, half, "under way"));
      shim.awaitHeld();
      tokens.close();
      assertThat(shim.sessions()).as("the one in use").isEqualTo(1);
      shim.release();
      under.get();
      assertThat(shim.sessions()).isZero();
      assertThatThrownBy(() -> key.sign(ShimToken.ALGORITHM, new byte[1]))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
      assertThat(shim.sessions()).isZero();
    } finally {
      tokens.close();
      thread.shutdownNow();
    }
  }

  @Test
  void threadThatWaitsForASessionCanBeInterrupted() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Tokens tokens = Shim.tokens(shim.module(1), Shim.right())) {
      SigningKey key = used(tokens);
      PublicKey half = key.publicKey();
      shim.hold("C_Sign");
      Future<?> under = threads.submit(() -> ShimToken.signs(key, half, "under way"));
      shim.awaitHeld();
      Future<Boolean> interrupted =
          threads.submit(
              () -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> key.sign(ShimToken.ALGORITHM, new byte[1]))
                    .isInstanceOf(TokenException.Unavailable.class)
                    .hasMessageContaining("interrupted");
                return Thread.interrupted();
              });
      assertThat(interrupted.get()).as("the thread still knows").isTrue();
      shim.release();
      under.get();
      ShimToken.signs(key, half, "after");
      assertThat(shim.calls("C_Login")).isEqualTo(1);
    } catch (ExecutionException e) {
      shim.release();
      throw e;
    } finally {
      threads.shutdownNow();
    }
  }
}
