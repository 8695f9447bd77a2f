package dev.countersign.device;

/**
 * Where a PIN comes from: a person at a terminal, a pinentry program, a file, an environment
 * variable, a callback. It is asked once per need; nobody tries a wrong answer again.
 */
@FunctionalInterface
public interface PinEntry {

  /**
   * Gets a secret.
   *
   * @return the secret, which the caller closes
   * @throws TokenException.PinNotGiven when none can be had, or the person cancels
   */
  Secret enter(PinRequest request);

  /** Told that the token took the answer to this request, which is the one that was entered for. */
  default void accepted(PinRequest request) {}

  /**
   * Told that the token refused the answer to this request, or let nobody in and did not say why.
   */
  default void rejected(PinRequest request) {}

  /** An entry that has nothing to give: for keys that want no PIN. */
  static PinEntry none() {
    return request -> {
      throw new TokenException.PinNotGiven(
          request.token().get(),
          request.purpose(),
          "the " + request.kind().label() + " is needed and there is nowhere to get it from",
          "name a file with " + request.kind().fileOption() + ", or run it in a terminal");
    };
  }
}
