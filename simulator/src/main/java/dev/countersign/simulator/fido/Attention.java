package dev.countersign.simulator.fido;

/** What a transport hears of the message that it handed to an authenticator. */
public interface Attention {
  /**
   * The authenticator is not ready with its answer. Called before it waits for a person, and about
   * every 100 ms while it does.
   */
  void keepAlive(Status status);

  /** Whether the platform wants no answer any more. Looked at while a person is waited for. */
  boolean cancelled();

  /** What is waited for ([CTAP2.1] 11.2.9.2.2). */
  enum Status {
    /** It still computes. */
    PROCESSING(1),
    /** It waits for the person. */
    UP_NEEDED(2);

    private final int code;

    Status(int code) {
      this.code = code;
    }

    /** The number on the wire. */
    public int code() {
      return code;
    }
  }
}
