package dev.countersign.cli.keys;

import dev.countersign.device.Digest;
import dev.countersign.device.SecretKeyKind;
import java.util.Locale;

/** The kinds of secret key that can be brought onto a token, by their names. */
enum SecretKindName {
  AES(new SecretKeyKind.Aes()),
  GENERIC(new SecretKeyKind.Generic()),
  HMAC_SHA1(new SecretKeyKind.Hmac(Digest.SHA1)),
  HMAC_SHA256(new SecretKeyKind.Hmac(Digest.SHA256)),
  HMAC_SHA384(new SecretKeyKind.Hmac(Digest.SHA384)),
  HMAC_SHA512(new SecretKeyKind.Hmac(Digest.SHA512));

  @SuppressWarnings("ImmutableEnumChecker") // records of nothing and of enums
  private final SecretKeyKind kind;

  SecretKindName(SecretKeyKind kind) {
    this.kind = kind;
  }

  SecretKeyKind kind() {
    return kind;
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
