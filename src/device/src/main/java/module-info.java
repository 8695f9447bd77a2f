/** The device abstraction: tokens, keys, capabilities, PIN and touch ports, errors. */
module dev.countersign.device {
  requires static org.jspecify;
  requires transitive dev.countersign.wire;

  exports dev.countersign.device;
  exports dev.countersign.device.encoding;
  exports dev.countersign.device.fido;
  exports dev.countersign.device.pool;

  uses dev.countersign.device.TokenDriver;
  uses dev.countersign.device.TokenSource;
  uses dev.countersign.wire.ChannelSource;
}
