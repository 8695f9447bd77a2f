package dev.countersign.card.application;

import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;

/** A token seen through one of its applications. */
public abstract class ApplicationToken implements Token {
  private final ApplicationSession<?> session;

  /** The token that this session is with. */
  protected ApplicationToken(ApplicationSession<?> session) {
    this.session = session;
  }

  @Override
  public final TokenUri uri() {
    return session.uri();
  }

  @Override
  public final String kind() {
    return session.kind();
  }

  @Override
  public final String reader() {
    return session.lane().reader();
  }

  @Override
  public final boolean simulated() {
    return session.lane().simulated();
  }

  @Override
  public final String toString() {
    return session.knownUri().toString();
  }
}
