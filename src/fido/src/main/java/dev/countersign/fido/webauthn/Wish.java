package dev.countersign.fido.webauthn;

/** How much something is wanted. */
enum Wish {
  /** Or nothing comes of it. */
  REQUIRED,
  /** Where the key can. */
  PREFERRED,
  /** Rather not. */
  DISCOURAGED
}
