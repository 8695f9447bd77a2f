package dev.countersign.fido.ctap;

/** Numbers of messages over cards and over USB ([CTAP2.1] 6, 8.2, 11.3). */
final class Ctap {
  static final int MAKE_CREDENTIAL = 0x01;
  static final int GET_ASSERTION = 0x02;
  static final int GET_INFO = 0x04;
  static final int CLIENT_PIN = 0x06;
  static final int RESET = 0x07;
  static final int GET_NEXT_ASSERTION = 0x08;
  static final int CREDENTIAL_MANAGEMENT = 0x0A;
  static final int SELECTION = 0x0B;
  static final int LARGE_BLOBS = 0x0C;
  static final int CONFIG = 0x0D;
  static final int CREDENTIAL_MANAGEMENT_PREVIEW = 0x41;

  static final int INVALID_COMMAND = 0x01;
  static final int LIMIT_EXCEEDED = 0x15;
  static final int LARGE_BLOB_FULL = 0x18;
  static final int CREDENTIAL_EXCLUDED = 0x19;
  static final int UNSUPPORTED_ALGORITHM = 0x26;
  static final int OPERATION_DENIED = 0x27;
  static final int KEY_STORE_FULL = 0x28;
  static final int UNSUPPORTED_OPTION = 0x2B;
  static final int INVALID_OPTION = 0x2C;
  static final int CANCELLED = 0x2D;
  static final int NO_CREDENTIALS = 0x2E;
  static final int USER_ACTION_TIMEOUT = 0x2F;
  static final int NOT_ALLOWED = 0x30;
  static final int PIN_INVALID = 0x31;
  static final int PIN_BLOCKED = 0x32;
  static final int PIN_AUTH_INVALID = 0x33;
  static final int PIN_AUTH_BLOCKED = 0x34;
  static final int PIN_NOT_SET = 0x35;
  static final int VERIFICATION_REQUIRED = 0x36;
  static final int PIN_POLICY_VIOLATION = 0x37;
  static final int TOKEN_EXPIRED = 0x38;
  static final int REQUEST_TOO_LARGE = 0x39;
  static final int ACTION_TIMEOUT = 0x3A;
  static final int UV_BLOCKED = 0x3C;
  static final int UV_INVALID = 0x3F;
  static final int UNAUTHORIZED_PERMISSION = 0x40;

  /** Bits of what a token is good for ([CTAP2.1] 6.5.5.7). */
  static final int MAY_MAKE = 0x01;

  static final int MAY_PROVE = 0x02;
  static final int MAY_MANAGE_CREDENTIALS = 0x04;
  static final int MAY_WRITE_LARGE_BLOBS = 0x10;
  static final int MAY_CONFIGURE = 0x20;

  private Ctap() {}
}
