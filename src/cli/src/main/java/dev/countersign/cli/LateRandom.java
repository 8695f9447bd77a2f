package dev.countersign.cli;

import java.io.Serial;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import org.jspecify.annotations.Nullable;

/**
 * The system's randomness, looked for when it is first used: that takes some 10 ms, and most
 * commands that run once need none.
 */
final class LateRandom extends SecureRandom {
  @Serial private static final long serialVersionUID = 1L;

  LateRandom() {
    super(new Source(), null);
  }

  private static final class Source extends SecureRandomSpi {
    @Serial private static final long serialVersionUID = 1L;
    private @Nullable SecureRandom system;

    private synchronized SecureRandom system() {
      if (system == null) {
        system = new SecureRandom();
      }
      return system;
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
      system().setSeed(seed);
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      system().nextBytes(bytes);
    }

    @Override
    protected byte[] engineGenerateSeed(int bytes) {
      return system().generateSeed(bytes);
    }
  }
}
