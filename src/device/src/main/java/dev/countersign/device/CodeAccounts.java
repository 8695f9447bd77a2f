package dev.countersign.device;

import dev.countersign.wire.oath.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Capability: the token makes one-time codes ([RFC4226], [RFC6238]). Seeds go in and never come
 * out. Accounts whose seed is a signing key ({@link
 * dev.countersign.wire.oath.AccountId#signingKey()}) are not among them.
 *
 * <p>Where the token is protected by a password, it is asked for once ({@link
 * PinRequest.Kind#PASSWORD}).
 */
public interface CodeAccounts {
  /** All accounts, in the token's own order, with hash functions; makes no code. */
  List<CodeAccount> list();

  /**
   * All accounts, in the token's own order, each with its code at that time unless making it would
   * want a touch, move a counter or, for a period that is not 30 s, take a further command.
   */
  List<AccountCode> codes(Instant at);

  /**
   * The code of an account at a time; for HOTP the next one, whatever the time, and the counter
   * moves. Waits for a touch where the account wants one.
   *
   * @throws TokenException.NoKey when the token holds no such account
   * @throws TokenException.TouchNotGiven when nobody touched it
   */
  Code code(CodeAccount account, Instant at);

  /**
   * The code of the account of exactly this name, with as few commands as can be; empty when there
   * is none. Tokens do not say on this way whether an account is TOTP or HOTP: it is taken for TOTP
   * with the period that the name says.
   *
   * @param id as {@link dev.countersign.wire.oath.AccountId#text()} gives it
   */
  Optional<AccountCode> code(String id, Instant at);

  /**
   * Finds out whether the make of this token can hold such an account, before anything is stored on
   * it or on another. What cannot be told beforehand is left to {@link #add}.
   *
   * @throws TokenException.Unsupported when it cannot
   */
  default void check(NewAccount account) {}

  /**
   * Stores an account.
   *
   * @param seed at least one byte; not closed
   * @param replace whether an account of the same name gives way; it is kept until the new one is
   *     stored
   * @throws TokenException.Refused when there is one of that name and it shall not give way, or the
   *     token is full
   * @throws TokenException.Unsupported when this token cannot hold such an account
   */
  CodeAccount add(NewAccount account, Secret seed, boolean replace);

  /**
   * Gives an account another name, of the same period.
   *
   * @throws TokenException.NoKey when the token holds no such account
   * @throws TokenException.Refused when there is one of the new name
   * @throws TokenException.Unsupported when this token cannot
   */
  CodeAccount rename(CodeAccount account, AccountId name);

  /**
   * Removes an account, for good.
   *
   * @throws TokenException.NoKey when the token holds no such account
   */
  void remove(CodeAccount account);

  /** How many accounts the token can hold, as far as its make is known. Talks to it. */
  OptionalInt capacity();
}
