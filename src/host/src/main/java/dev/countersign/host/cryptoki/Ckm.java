package dev.countersign.host.cryptoki;

/** Mechanisms ([PKCS11-CURR]); names without their prefix CKM_. */
public final class Ckm {
  public static final long RSA_PKCS_KEY_PAIR_GEN = 0x0L;
  public static final long RSA_PKCS = 0x1L;
  public static final long RSA_X_509 = 0x3L;
  public static final long RSA_PKCS_OAEP = 0x9L;
  public static final long RSA_PKCS_PSS = 0xDL;
  public static final long SHA1_RSA_PKCS = 0x6L;
  public static final long SHA256_RSA_PKCS = 0x40L;
  public static final long SHA384_RSA_PKCS = 0x41L;
  public static final long SHA512_RSA_PKCS = 0x42L;
  public static final long SHA1_RSA_PKCS_PSS = 0xEL;
  public static final long SHA256_RSA_PKCS_PSS = 0x43L;
  public static final long SHA384_RSA_PKCS_PSS = 0x44L;
  public static final long SHA512_RSA_PKCS_PSS = 0x45L;
  public static final long SHA_1 = 0x220L;
  public static final long SHA256 = 0x250L;
  public static final long SHA384 = 0x260L;
  public static final long SHA512 = 0x270L;
  public static final long SHA_1_HMAC = 0x221L;
  public static final long SHA256_HMAC = 0x251L;
  public static final long SHA384_HMAC = 0x261L;
  public static final long SHA512_HMAC = 0x271L;
  public static final long GENERIC_SECRET_KEY_GEN = 0x350L;
  public static final long AES_KEY_GEN = 0x1080L;
  public static final long EC_KEY_PAIR_GEN = 0x1040L;
  public static final long ECDSA = 0x1041L;
  public static final long ECDSA_SHA1 = 0x1042L;
  public static final long ECDSA_SHA256 = 0x1044L;
  public static final long ECDSA_SHA384 = 0x1045L;
  public static final long ECDSA_SHA512 = 0x1046L;
  public static final long ECDH1_DERIVE = 0x1050L;
  public static final long EC_EDWARDS_KEY_PAIR_GEN = 0x1055L;
  public static final long EC_MONTGOMERY_KEY_PAIR_GEN = 0x1056L;
  public static final long EDDSA = 0x1057L;

  private Ckm() {}
}
