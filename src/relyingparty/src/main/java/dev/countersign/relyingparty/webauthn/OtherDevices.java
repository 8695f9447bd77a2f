package dev.countersign.relyingparty.webauthn;

/**
 * The MFA devices of users that are no security keys, such as apps that make codes. They count
 * towards the same limit as keys do: a user has so many devices of any kind ([AWS-MFA]).
 *
 * <p>Only a service knows which of them are whose. It asks the other way round, too, before it
 * enrols one: {@link Ceremonies#keys} of the user and what it counts here, together. It lets each
 * user add one device at a time, whatever the kind, since no store has both.
 */
@FunctionalInterface
public interface OtherDevices {
  /** There are none, or they have a limit of their own. */
  OtherDevices NONE = user -> 0;

  /**
   * How many a user has.
   *
   * @param user the name of the user
   */
  int count(String user);
}
