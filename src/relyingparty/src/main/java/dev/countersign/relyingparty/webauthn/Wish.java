package dev.countersign.relyingparty.webauthn;

import com.yubico.webauthn.data.ResidentKeyRequirement;
import com.yubico.webauthn.data.UserVerificationRequirement;

/** How much a relying party wants something of a key ([WEBAUTHN-3] 5.4.6, 5.8.6). */
public enum Wish {
  /** Without it, no. */
  REQUIRED,
  /** If the key can. */
  PREFERRED,
  /** Rather not. */
  DISCOURAGED;

  UserVerificationRequirement userVerification() {
    return UserVerificationRequirement.valueOf(name());
  }

  ResidentKeyRequirement residentKey() {
    return ResidentKeyRequirement.valueOf(name());
  }
}
