package dev.countersign.junit.sharing;

import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.pcsc.PcscSource;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.junit.recovery.Signing;
import java.util.concurrent.TimeUnit;

/** A program that signs for some seconds and ends with how often; started by {@link Programs}. */
final class SigningProcess {
  private SigningProcess() {}

  /** Reader, key and seconds. */
  public static void main(String[] arguments) throws Exception {
    String reader = arguments[0];
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[2]));
    int signatures = 0;
    try (Tokens tokens =
        Tokens.builder()
            .source(new PcscSource(reader::equals))
            .pinEntry(ScriptedPins.factory())
            .open()) {
      SigningKey key = tokens.signingKey(TokenUri.parse(arguments[1]));
      while (System.nanoTime() < end) {
        Signing.assertSigns(key);
        signatures++;
      }
    }
    System.out.println("signatures: " + signatures);
  }
}
