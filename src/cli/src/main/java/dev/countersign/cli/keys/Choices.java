package dev.countersign.cli.keys;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.TouchPolicy;
import java.util.Arrays;
import java.util.Iterator;

/** The values of options, for help and for completion. */
final class Choices {
  private Choices() {}

  /** Kinds of key that can be asked for. */
  static final class Generated implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(KeyAlgorithm.values())
          .filter(algorithm -> algorithm != KeyAlgorithm.RSA1024)
          .map(KeyAlgorithm::externalName)
          .iterator();
    }
  }

  /** PIN policies. */
  static final class PinPolicies implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(PinPolicy.values()).map(PinPolicy::externalName).iterator();
    }
  }

  /** Touch policies. */
  static final class TouchPolicies implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(TouchPolicy.values()).map(TouchPolicy::externalName).iterator();
    }
  }
}
