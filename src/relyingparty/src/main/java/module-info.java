/** Verification without I/O: attestation statements of PIV tokens. */
module dev.countersign.relyingparty {
  requires static org.jspecify;
  requires dev.countersign.wire;

  exports dev.countersign.relyingparty.attestation;
}
