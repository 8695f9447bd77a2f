package dev.countersign.device;

import java.util.Optional;

/** One protocol of one attached token. */
public interface Token {

  /** Which token it is; the first call may talk to it. */
  TokenIdentity identity();

  /** Its name: {@code piv:serial=12345678}; the first call may talk to it. */
  TokenUri uri();

  /** The protocol, which is the scheme of its URIs: {@code piv}. Known without talking to it. */
  String kind();

  /** The name of the reader that it is in. Known without talking to it. */
  String reader();

  /** Whether it is a software simulation. Known without talking to it. */
  boolean simulated();

  /**
   * What the token can do, asked by type: {@code token.capability(SigningKeys.class)}. Empty when
   * it cannot.
   */
  <C> Optional<C> capability(Class<C> type);

  /**
   * A capability that the caller cannot do without.
   *
   * @throws TokenException.Unsupported when the token lacks it
   */
  default <C> C require(Class<C> type) {
    return capability(type)
        .orElseThrow(
            () ->
                new TokenException.Unsupported(
                    uri().toString(),
                    type.getSimpleName(),
                    "this token cannot do that",
                    "use another token"));
  }
}
