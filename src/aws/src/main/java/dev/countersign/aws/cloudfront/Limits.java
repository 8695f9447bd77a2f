package dev.countersign.aws.cloudfront;

/** Lengths, in bytes of ASCII. */
final class Limits {
  /** [CF-SIGNED] quotas: "Maximum length of a URL". */
  static final int URL = 8192;

  /** [CF-SIGNED] quotas: "Maximum length of a request, including headers and query strings". */
  static final int REQUEST = 20480;

  /** [RFC6265] 6.1: what clients keep of one cookie, name and value and attributes. */
  static final int COOKIE = 4096;

  /**
   * A policy longer than this cannot be sent: base64 makes four digits of three bytes, and they
   * must fit into a URL.
   */
  static final int POLICY = URL / 4 * 3;

  /** A policy file with its white space. */
  static final int POLICY_FILE = 65536;

  private Limits() {}
}
