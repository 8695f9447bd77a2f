package dev.countersign.fido;

import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Cancellation;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.fido.ctap.KeyToken;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Which of several keys a person means: the one that is touched ([CTAP2.1] 6.9). All are asked at
 * once, and the others are told to stop.
 */
public final class TouchedKey {
  private static final String OPERATION = "find out which key is meant";

  private TouchedKey() {}

  /**
   * The key that is touched; the only one there is, without a touch.
   *
   * @param keys tokens of the kind {@code fido}
   * @throws TokenException.NoToken when there is none
   * @throws TokenException.TouchNotGiven when none is touched in time
   * @throws TokenException.Cancelled when the ceremony is cancelled
   */
  public static Token among(List<Token> keys, Ceremony ceremony) {
    if (keys.isEmpty()) {
      throw new TokenException.NoToken(
          KeyToken.KIND + ":",
          OPERATION,
          "no security key is attached",
          "plug one in, or hold it to the reader");
    }
    return keys.size() == 1 ? keys.get(0) : touched(keys, ceremony);
  }

  private static Token touched(List<Token> keys, Ceremony ceremony) {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            keys.size(),
            work -> {
              Thread thread = new Thread(work, "countersign-touched-key");
              thread.setDaemon(true);
              return thread;
            });
    Cancellation others = new Cancellation();
    Ceremony each = new Ceremony(ceremony.purpose(), ceremony.patience(), others);
    Cancellation.Registration registration = ceremony.cancellation().onCancel(others::cancel);
    try {
      CompletionService<Token> asked = new ExecutorCompletionService<>(threads);
      List<Future<Token>> all =
          keys.stream()
              .map(
                  key ->
                      asked.submit(
                          () -> {
                            key.require(SecurityKey.class).awaitTouch(each);
                            return key;
                          }))
              .toList();
      return first(asked, all.size(), others);
    } finally {
      registration.close();
      others.cancel();
      threads.shutdown();
    }
  }

  /** Waits for all, so that none still blinks; which one was touched first is what counts. */
  private static Token first(CompletionService<Token> asked, int count, Cancellation others) {
    Optional<Token> touched = Optional.empty();
    Optional<TokenException> problem = Optional.empty();
    for (int i = 0; i < count; i++) {
      try {
        Token key = asked.take().get();
        others.cancel();
        touched = touched.isPresent() ? touched : Optional.of(key);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TokenException failed)) {
          throw new IllegalStateException(e.getCause());
        }
        problem = Optional.of(worse(problem, failed));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TokenException.Cancelled(KeyToken.KIND + ":", OPERATION);
      }
    }
    if (touched.isPresent()) {
      return touched.get();
    }
    throw problem.orElseThrow();
  }

  /** That nobody touched is said of all; what else happened to one of them is worth more. */
  private static TokenException worse(Optional<TokenException> known, TokenException next) {
    boolean usual =
        next instanceof TokenException.TouchNotGiven || next instanceof TokenException.Cancelled;
    return known.isPresent() && usual ? known.get() : next;
  }
}
