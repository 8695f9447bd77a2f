package dev.countersign.cli.signature;

import dev.countersign.cli.Failure;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeys;
import dev.countersign.device.TokenUri;
import java.util.function.Supplier;

/** Makes message authentication codes with a key on a token. */
final class MacMaking {
  private MacMaking() {}

  /**
   * The MAC of a message.
   *
   * @param input reads the message, once the key was found
   */
  static byte[] mac(
      TokenSession session, TokenUri uri, AlgorithmName.OfMac algorithm, Supplier<byte[]> input) {
    MacKey key = session.find(uri).require(MacKeys.class).find(uri).with(algorithm.digest());
    byte[] message = input.get();
    if (message.length == 0) {
      throw Failure.usage("there is nothing in the input", "give the message that was meant");
    } else if (message.length > key.maxMessageBytes()) {
      throw Failure.usage(
          "the input has %d bytes, and %s takes %d"
              .formatted(message.length, key.uri(), key.maxMessageBytes()),
          "give a shorter message, or its hash");
    }
    return key.mac(message);
  }
}
