package dev.countersign.junit;

import dev.countersign.simulator.Profile;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Plugs in a fresh simulated token for each test, and takes it away afterwards.
 *
 * <p>On a class it is meant for every test of it, also in nested classes; on a method it takes the
 * place of the class's. On a parameter it plugs in one more token, which that parameter gets.
 *
 * <p>The test, its {@code @BeforeEach} and its {@code @AfterEach} methods may have parameters of
 * these types:
 *
 * <ul>
 *   <li>{@link dev.countersign.device.Tokens}, {@link dev.countersign.device.Token}: what a program
 *       sees;
 *   <li>{@link dev.countersign.device.SigningKey}, {@link dev.countersign.device.DecryptionKey}: a
 *       key that {@link SimulatedKey} made;
 *   <li>{@link dev.countersign.simulator.VirtualToken}: the token from inside;
 *   <li>{@link dev.countersign.simulator.SimulatedReaders}: to pull it out and plug it in;
 *   <li>{@link dev.countersign.simulator.SettableClock}: the time of the token and of the program;
 *   <li>{@link ScriptedPins}: what is answered when a PIN is asked for.
 * </ul>
 *
 * <p>Two runs of a test see the same keys: randomness comes from {@link #seed()}, and the clock
 * stands at 2026-01-01T00:00:00Z until the test moves it.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
@ExtendWith(SimulatedTokenExtension.class)
public @interface SimulatedToken {
  /** Which product it behaves like. */
  Profile profile() default Profile.YUBIKEY_5_7;

  /** The serial number, positive; 0 for 10000001 and upwards, one number per token of a test. */
  long serial() default 0;

  /** Where its randomness starts. */
  long seed() default 1;

  /**
   * What goes wrong, as {@link dev.countersign.simulator.FaultSchedule#parse} reads it: {@code
   * "remove@5"}. Commands are counted from the first line of the test method; what it took to make
   * keys and to find parameters does not count.
   */
  String faults() default "";

  /** The PIN that is answered when one is asked for; the token's own is always 123456. */
  String pin() default "123456";

  /** Whether somebody touches the token when it waits for that. */
  boolean touched() default true;

  /** Whether it is plugged in when the test starts. */
  boolean inserted() default true;
}
