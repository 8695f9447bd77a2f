package dev.countersign.host.cryptoki;

/** Types of keys ([PKCS11-CURR]); names without their prefix CKK_. */
public final class Ckk {
  public static final long RSA = 0x0L;
  public static final long EC = 0x3L;
  public static final long GENERIC_SECRET = 0x10L;
  public static final long AES = 0x1FL;
  public static final long SHA_1_HMAC = 0x28L;
  public static final long SHA256_HMAC = 0x2BL;
  public static final long SHA384_HMAC = 0x2CL;
  public static final long SHA512_HMAC = 0x2DL;
  public static final long EC_EDWARDS = 0x40L;
  public static final long EC_MONTGOMERY = 0x41L;

  private Ckk() {}
}
