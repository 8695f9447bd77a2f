package dev.countersign.junit.sharing;

import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.pcsc.PcscSource;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.junit.recovery.Signing;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program that signs until its input ends, or for two minutes, and ends with how often; it says
 * when it has begun. Started by {@link OwnProcesses}.
 */
final class SigningProcess {
  private SigningProcess() {}

  /** Reader and key. */
  public static void main(String[] arguments) throws Exception {
    String reader = arguments[0];
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    CompletableFuture<Integer> input = CompletableFuture.supplyAsync(SigningProcess::endOfInput);
    int signatures = 0;
    try (Tokens tokens =
        Tokens.builder()
            .source(new PcscSource(reader::equals))
            .pinEntry(ScriptedPins.factory())
            .open()) {
      SigningKey key = tokens.signingKey(TokenUri.parse(arguments[1]));
      while (!input.isDone() && System.nanoTime() < end) {
        Signing.assertSigns(key);
        if (signatures++ == 0) {
          System.out.println("begun");
        }
      }
    }
    System.out.println("signatures: " + signatures);
  }

  private static int endOfInput() {
    try {
      return System.in.read();
    } catch (IOException e) {
      return -1;
    }
  }
}
