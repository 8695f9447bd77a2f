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
 * Gives a test a security key of its own on simulated USB, with what a browser does for it, so that
 * a relying party can be tested without either.
 *
 * <p>The test, its {@code @BeforeEach} and its {@code @AfterEach} methods get it as a parameter of
 * the type {@link VirtualSecurityKey}. On a class the annotation is meant for every test of it,
 * also in nested classes; on a method it takes the place of the class's. On a parameter it makes
 * one more key, which that parameter gets: another person's, say.
 *
 * <p>Two runs of a test see the same keys: randomness comes from {@link #seed()}, and the clock
 * stands at 2026-01-01T00:00:00Z until the test moves it. What the keys do protects nothing.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
@ExtendWith(SimulatedSecurityKeyExtension.class)
public @interface SimulatedSecurityKey {
  /** Which product it behaves like: one that has FIDO on USB. */
  Profile profile() default Profile.SECURITY_KEY;

  /** Where its randomness starts; 0 for 1 and upwards, one number per key of a test. */
  long seed() default 0;

  /**
   * The PIN that is set on it, and given whenever it is asked for; empty: there is none, and the
   * person cannot be verified.
   */
  String pin() default "";

  /** Whether somebody touches the key when it waits for that. */
  boolean touched() default true;
}
