/** Verification: codes of devices, attestation statements of PIV tokens, security keys. */
module dev.countersign.relyingparty {
  requires com.fasterxml.jackson.core;
  requires com.yubico.webauthn;
  requires static org.jspecify;
  requires transitive dev.countersign.wire;
  requires transitive java.sql;

  exports dev.countersign.relyingparty.attestation;
  exports dev.countersign.relyingparty.code;
  exports dev.countersign.relyingparty.jdbc;
  exports dev.countersign.relyingparty.recovery;
  exports dev.countersign.relyingparty.store;
  exports dev.countersign.relyingparty.webauthn;
  exports dev.countersign.relyingparty.yubicootp;
}
