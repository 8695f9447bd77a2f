package dev.countersign.benchmarks;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ForwardingChannel;

/** Counts what goes over channels; changes nothing. */
final class Counter {
  private Tally tally = Tally.NOTHING;

  /** What went over all channels so far. */
  synchronized Tally tally() {
    return tally;
  }

  private synchronized void count(int commandBytes, int responseBytes) {
    tally = tally.plus(commandBytes, responseBytes);
  }

  /** The same channel, counted. */
  ApduChannel counting(ApduChannel channel) {
    return new ForwardingChannel(channel) {
      @Override
      public byte[] transceive(byte[] command) throws ChannelException {
        int length = command.length;
        byte[] response = super.transceive(command);
        count(length, response.length);
        return response;
      }
    };
  }
}
