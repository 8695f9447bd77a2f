package dev.countersign.junit;

import dev.countersign.device.KeyAlgorithm;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a key on the {@link SimulatedToken} before the test, together with a certificate, so that
 * tokens that cannot name a key without one show it too.
 *
 * <p>On a class or method the key is just there. On a parameter of type {@link
 * dev.countersign.device.SigningKey} or {@link dev.countersign.device.DecryptionKey} it is that
 * parameter's key.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
@Repeatable(SimulatedKeys.class)
public @interface SimulatedKey {
  /** The place on the token: {@code 9a}, {@code 9c}. */
  String slot() default "9a";

  /** What kind of key; RSA of more than 2048 bits takes seconds to make. */
  KeyAlgorithm algorithm() default KeyAlgorithm.P256;
}
