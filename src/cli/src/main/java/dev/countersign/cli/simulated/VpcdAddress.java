package dev.countersign.cli.simulated;

import dev.countersign.cli.ServerAddress;
import dev.countersign.simulator.vpcd.VpcdMount;

/** Reads where vpcd listens for cards. */
final class VpcdAddress extends ServerAddress.Converter {
  /** The one of a vpcd that nobody configured: its first reader on this machine. */
  static final String USUAL = "127.0.0.1:" + VpcdMount.DEFAULT_PORT;

  VpcdAddress() {
    super(VpcdMount.DEFAULT_PORT);
  }
}
