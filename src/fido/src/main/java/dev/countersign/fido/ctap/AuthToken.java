package dev.countersign.fido.ctap;

import dev.countersign.wire.cbor.CborMap;
import java.util.Arrays;

/** Shows to a key that the person was verified ([CTAP2.1] 6.5.5.7), for one ceremony. */
final class AuthToken implements AutoCloseable {
  private final PinProtocol protocol;
  private final byte[] token;

  /** Takes the array, which is wiped. */
  AuthToken(PinProtocol protocol, byte[] token) {
    this.protocol = protocol;
    this.token = token;
  }

  /** Puts what authenticates a message, and the protocol, at these members. */
  void authenticate(CborMap.Builder request, int member, int protocolMember, byte[] message) {
    request.put(member, protocol.authenticate(token, message));
    request.put(protocolMember, protocol.version());
  }

  @Override
  public void close() {
    Arrays.fill(token, (byte) 0);
  }
}
