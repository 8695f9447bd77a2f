package dev.countersign.fido.ctap;

import dev.countersign.wire.ChannelException;
import dev.countersign.wire.cbor.CborMap;
import org.jspecify.annotations.Nullable;

/** One go at a key: the person was verified, where that is needed, and messages follow. */
final class Turn implements AutoCloseable {
  private final KeyCard card;
  private final Wait wait;
  private @Nullable AuthToken token;
  private final boolean option;
  private PinProtocol.@Nullable SharedSecret shared;

  private Turn(
      KeyCard card,
      Wait wait,
      @Nullable AuthToken token,
      boolean option,
      PinProtocol.@Nullable SharedSecret shared) {
    this.card = card;
    this.wait = wait;
    this.token = token;
    this.option = option;
    this.shared = shared;
  }

  /** Without a token; by option the key verifies the person when it gets the message. */
  static Turn without(KeyCard card, Wait wait, boolean option) {
    return new Turn(card, wait, null, option, null);
  }

  /** With a token, and the secret by which it came. */
  static Turn with(KeyCard card, Wait wait, AuthToken token, PinProtocol.SharedSecret shared) {
    return new Turn(card, wait, token, false, shared);
  }

  KeyCard card() {
    return card;
  }

  /** Whether the message says that the key shall verify the person. */
  boolean option() {
    return option;
  }

  /** Whether the key must say that it verified the person. */
  boolean verified() {
    return option || token != null;
  }

  /** The token, which is not wiped with this turn. */
  AuthToken giveToken() {
    AuthToken given = token;
    if (given == null) {
      throw new IllegalStateException("there is no token");
    }
    token = null;
    return given;
  }

  /** Authenticates a message by the token, where there is one. */
  void authenticate(CborMap.Builder request, int member, int protocolMember, byte[] message) {
    if (token != null) {
      token.authenticate(request, member, protocolMember, message);
    }
  }

  CborMap send(int command, @Nullable CborMap parameters) throws ChannelException {
    return card.ctap2(command, parameters, wait);
  }

  /** The secret that is shared with the key; agreed on at the first call. */
  PinProtocol.SharedSecret shared() throws ChannelException {
    PinProtocol.SharedSecret known = shared;
    if (known == null) {
      known = new PinCommands(card).agree();
      shared = known;
    }
    return known;
  }

  @Override
  public void close() {
    if (token != null) {
      token.close();
    }
    if (shared != null) {
      shared.close();
    }
    wait.close();
  }
}
