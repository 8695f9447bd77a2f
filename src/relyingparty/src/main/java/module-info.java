/** Verification: one-time codes of devices, attestation statements of PIV tokens. */
module dev.countersign.relyingparty {
  requires static org.jspecify;
  requires transitive dev.countersign.wire;
  requires transitive java.sql;

  exports dev.countersign.relyingparty.attestation;
  exports dev.countersign.relyingparty.code;
  exports dev.countersign.relyingparty.jdbc;
  exports dev.countersign.relyingparty.store;
  exports dev.countersign.relyingparty.yubicootp;
}
