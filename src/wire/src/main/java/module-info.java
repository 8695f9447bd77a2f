/** Bytes to a token: the channel ports and the codecs that every protocol shares. */
module dev.countersign.wire {
  requires static org.jspecify;

  exports dev.countersign.wire;
  exports dev.countersign.wire.cbor;
  exports dev.countersign.wire.oath;
}
