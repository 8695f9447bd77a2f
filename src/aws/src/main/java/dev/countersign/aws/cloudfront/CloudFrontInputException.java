package dev.countersign.aws.cloudfront;

import java.io.Serial;

/**
 * A URL, policy, time, address or key that CloudFront would not take, or that would sign something
 * else than what was meant. Nothing was signed.
 */
public final class CloudFrontInputException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  private final String remedy;

  /**
   * Creates an exception.
   *
   * @param message what is wrong, naming the thing
   * @param remedy what to do about it, one sentence without its full stop
   */
  public CloudFrontInputException(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  /** What to do about it, one sentence without its full stop. */
  public String remedy() {
    return remedy;
  }
}
